"""The JSON schema of the manifest, for editors: made from the tables, so it cannot disagree."""

from __future__ import annotations

import msgspec

from cutover.manifest import Manifest

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, object]:
    """The schema of a manifest (draft 2020-12), as a value ready for `json.dumps`."""
    generated = _tidied(msgspec.json.schema(Manifest))
    if not isinstance(generated, dict):  # pragma: no cover - msgspec always gives an object
        raise TypeError(generated)
    return {"$schema": DIALECT, "title": "Manifest of cutover", **generated}


def _tidied(node: object) -> object:
    """The same schema without null, which TOML has not, and with descriptions on one line."""
    if isinstance(node, list):
        return [_tidied(item) for item in node]
    if not isinstance(node, dict):
        return node
    tidy = {key: _tidied(value) for key, value in node.items() if (key, value) != ("default", None)}
    if isinstance(text := tidy.get("description"), str):
        tidy["description"] = " ".join(text.replace("``", "`").split())
    choices = tidy.get("anyOf")
    if isinstance(choices, list) and {"type": "null"} in choices:
        del tidy["anyOf"]
        (only,) = (choice for choice in choices if choice != {"type": "null"})
        tidy = {**only, **tidy}
    return tidy
