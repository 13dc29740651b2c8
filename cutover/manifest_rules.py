"""The rules of a manifest that span keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cutover.manifest_words import shown
from cutover.toml_places import KeyPath, Places


def check_rules(data: Mapping[str, object], places: Places, found: dict[KeyPath, str]) -> None:
    """Note what no single key shows; a key that is already a problem is not told twice."""
    for path, row in _rows(data, "site"):
        for key, message in _site_problems(row):
            found.setdefault((*path, key), message)
    for table, keys, advice in (
        ("symbol", ("legacy",), "keep one"),
        ("site", ("path", "scope", "kind", "symbol"), "give one of them the whole count"),
    ):
        for path, first in _repeated(_rows(data, table), keys):
            twice = f"[[{table}]] is declared twice (first on line {places.line(first)}); {advice}"
            row_key = (*path, keys[0])
            found.setdefault(row_key, f"{shown(_at(data, row_key))} in {twice}")


def _site_problems(row: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    action = row.get("action")
    if action == "keep" and not str(row.get("reason", "")).strip():
        yield "reason", "action 'keep' in [[site]] needs a reason that is not empty"
    if action in ("keep", "manual") and "text" in row:
        yield "text", f"text in [[site]] is for action 'rewrite', not {shown(action)}"


def _rows(data: Mapping[str, object], table: str) -> list[tuple[KeyPath, dict[str, object]]]:
    rows = data.get(table)
    if not isinstance(rows, list):
        return []
    return [((table, index), row) for index, row in enumerate(rows) if isinstance(row, dict)]


def _repeated(
    rows: Sequence[tuple[KeyPath, Mapping[str, object]]], keys: Sequence[str]
) -> Iterator[tuple[KeyPath, KeyPath]]:
    """Later rows that equal an earlier one in ``keys``, with the earlier one."""
    seen: dict[tuple[object, ...], KeyPath] = {}
    for path, row in rows:
        identity = tuple(row.get(key) for key in keys)
        if not isinstance(identity[0], str) or not all(isinstance(i, str | None) for i in identity):
            continue
        if identity in seen:
            yield path, seen[identity]
        seen.setdefault(identity, path)


def _at(data: Any, path: KeyPath) -> object:
    for part in path:
        data = data[part]
    return data
