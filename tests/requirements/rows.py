"""The rows of ``configs/requirements.toml``: what is demanded, and in which modes it must hold."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

PATH = Path(__file__).parents[2] / "configs" / "requirements.toml"
MODES = ("keyring", "fallback")
_ID = re.compile(r"[A-Z]\d+(\.\d+)*")


@dataclass(frozen=True, slots=True)
class Row:
    """One demand; ``text`` says kept, or improved with the reason in ``why``."""

    id: str
    demand: str
    built: bool
    modes: tuple[str, ...]
    source: str
    text: str
    why: str


def read_rows(path: Path = PATH) -> dict[str, Row]:
    """Return the rows by id, in the order of the file; raises ValueError for one that is wrong."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    rows = [_row(content["source"], each) for each in content["requirement"]]
    ids = [row.id for row in rows]
    doubles = sorted({each for each in ids if ids.count(each) > 1})
    if doubles:
        raise ValueError(f"{path}: more than one row for {', '.join(doubles)}")
    return {row.id: row for row in rows}


def _row(sources: dict[str, str], fields: dict[str, object]) -> Row:
    unknown = set(fields) - {"id", "demand", "built", "modes", "source", "text", "why"}
    name, text = str(fields["id"]), str(fields.get("text", "kept"))
    modes = fields.get("modes", list(MODES))
    if unknown or not _ID.fullmatch(name) or text not in ("kept", "improved"):
        raise ValueError(f"row {name}: unknown field, id or text {sorted(unknown)}")
    if not isinstance(modes, list) or not set(modes) <= set(MODES):
        raise ValueError(f"row {name}: modes are {MODES}")
    if text == "improved" and not fields.get("why"):
        raise ValueError(f"row {name}: improved, and no reason why")
    return Row(
        name,
        str(fields["demand"]),
        fields["built"] is True,
        tuple(modes),
        sources[str(fields["source"])],
        text,
        str(fields.get("why", "")),
    )
