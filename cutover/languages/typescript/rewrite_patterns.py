"""Names taken out of a value: ``const { Old } = module``, ``({ Old }) => …``."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.editing import Site
from cutover.languages.typescript.import_statements import (
    Entry,
    Source,
    loaded,
    pattern_entries,
    read_statement,
)
from cutover.languages.typescript.names import is_offered
from cutover.languages.typescript.parsing import ancestors
from cutover.languages.typescript.rewrite_modules import handed
from cutover.languages.typescript.scopes import lookup
from cutover.languages.typescript.sheet import Sheet


def rewrite_pattern(sheet: Sheet, site: Site, node: Node) -> str:
    """An entry of a pattern: its key is the module's, what it binds is renamed with its uses."""
    pattern = next((p for p in ancestors(node) if p.type == "object_pattern"), None)
    entries = pattern_entries(pattern) if pattern is not None else ()
    entry = next((e for e in entries if node in (e.name, e.node)), None)
    if pattern is None or entry is None:
        taken = sheet.taken(site, node)
        if not taken:
            sheet.rename(site)
        return taken
    if entry.alias is None and (taken := sheet.taken(site, node)):
        return taken
    if is_offered(site.destination, site.hit, sheet.path):
        return _renamed(sheet, site, pattern, entries, entry)
    return _other_module(sheet, site, pattern, entries)


def _renamed(
    sheet: Sheet, site: Site, pattern: Node, entries: tuple[Entry, ...], entry: Entry
) -> str:
    """``{ Old }`` is ``{ New }``, unless that is there already."""
    name = site.destination.name
    twin = any(e != entry and sheet.parsed.text(e.name) == name for e in entries)
    if twin and entry.alias is None and name != site.hit.text:
        sheet.lose(pattern, entries.index(entry))
        return ""
    sheet.rename(site)
    return ""


def _other_module(sheet: Sheet, site: Site, pattern: Node, entries: tuple[Entry, ...]) -> str:
    source = _source(sheet, pattern)
    if source is None:
        return "the module it is taken from does not offer the replacement"
    if len(entries) != 1:
        return "other names are taken from the same module in one go"
    sheet.rename(site)
    sheet.respell(source, site.destination)
    return ""


def _source(sheet: Sheet, pattern: Node) -> Source | None:
    """Where the module of a pattern is spelled, if nothing but the pattern uses that spelling."""
    holder = pattern.parent
    if holder is None:
        return None
    if holder.type in {"required_parameter", "optional_parameter"}:
        return handed(sheet, pattern)
    value = holder.child_by_field_name("value") or holder.child_by_field_name("right")
    source = loaded(sheet.parsed, value)
    if source is not None or value is None or value.type != "identifier":
        return source
    name = sheet.parsed.text(value)
    found = lookup(sheet.parsed, name, value)
    if len(found) != 1 or sheet.parsed.data.count(name.encode()) != 2:
        return None
    statement = next(
        (s for p in ancestors(found[0].name) if (s := read_statement(sheet.parsed, p))), None
    )
    return statement.source if statement is not None and statement.size == 1 else None
