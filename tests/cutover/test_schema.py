"""The JSON schema: current, self-contained, and strict about the same keys as the parser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from cutover.manifest import (
    AllowTable,
    CallTemplate,
    CheckTable,
    CutoverTable,
    DataTable,
    FormatTable,
    Manifest,
    SiteKind,
    SiteTable,
    SymbolTable,
)
from cutover.schema import DIALECT, json_schema

COMMITTED = Path(__file__).parents[2] / "configs" / "cutover.schema.json"
TABLES: tuple[type[msgspec.Struct], ...] = (
    Manifest,
    CutoverTable,
    SymbolTable,
    CallTemplate,
    SiteTable,
    AllowTable,
    DataTable,
    FormatTable,
    CheckTable,
)


def definitions() -> dict[str, Any]:
    found = json_schema()["$defs"]
    assert isinstance(found, dict)
    return found


def nodes(value: object) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [node for item in value for node in nodes(item)]
    if isinstance(value, dict):
        return [value, *(node for item in value.values() for node in nodes(item))]
    return []


def test_the_committed_copy_is_current() -> None:
    current = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    assert COMMITTED.read_text(encoding="utf-8") == current


def test_it_names_its_dialect_and_has_a_title_but_no_id() -> None:
    schema = json_schema()
    assert (schema["$schema"], bool(schema["title"])) == (DIALECT, True)
    assert all("$id" not in node for node in nodes(schema))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_a_table_takes_exactly_the_keys_of_the_parser(table: type[msgspec.Struct]) -> None:
    schema = definitions()[table.__name__]
    fields = msgspec.structs.fields(table)
    assert list(schema["properties"]) == [field.name for field in fields]
    assert schema["required"] == [field.name for field in fields if field.required]
    assert schema["additionalProperties"] is False
    assert schema["description"]


def test_every_table_is_in_it() -> None:
    objects = {name for name, schema in definitions().items() if schema.get("type") == "object"}
    assert objects == {table.__name__ for table in TABLES}


def test_every_key_of_a_table_is_described() -> None:
    for name, schema in definitions().items():
        for key, value in schema.get("properties", {}).items():
            assert "description" in value or "$ref" in value, (name, key)


def test_every_reference_leads_somewhere() -> None:
    targets = {node["$ref"] for node in nodes(json_schema()) if "$ref" in node}
    assert targets == {f"#/$defs/{name}" for name in definitions()}


def test_the_kinds_of_sites_are_the_only_keys_of_a_file() -> None:
    counts = definitions()["Manifest"]["properties"]["sites"]["additionalProperties"]
    assert counts["propertyNames"] == {"enum": list(get_args(SiteKind))}


def test_there_is_no_null_since_toml_has_none() -> None:
    assert all(node.get("type") != "null" for node in nodes(json_schema()))
    assert "null" not in COMMITTED.read_text(encoding="utf-8")
