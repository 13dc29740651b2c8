"""Names taken out of a value: ``const { Old } = module``, ``({ Old }) => …``."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.editing import Site
from cutover.languages.typescript.imports.edits import Drop
from cutover.languages.typescript.imports.statements import (
    Entry,
    Source,
    loaded,
    pattern_entries,
    read_statement,
)
from cutover.languages.typescript.rewriting.modules import handed
from cutover.languages.typescript.rewriting.needs import add_new
from cutover.languages.typescript.rewriting.replacement import DEFAULT, is_offered
from cutover.languages.typescript.rewriting.sheet import Sheet
from cutover.languages.typescript.syntax.parsing import ancestors
from cutover.languages.typescript.syntax.scopes import lookup
from cutover.languages.words import whole_words
from cutover.model import Kind

_TWICE = 2


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
    if site.hit.kind is Kind.USE or _is_object(sheet, pattern):
        _ordinary(sheet, site, entry)
        return ""
    if is_offered(site.destination, site.hit, sheet.path):
        return _renamed(sheet, site, pattern, entries, entry)
    return _other_module(sheet, site, pattern, entry, entries)


def _is_object(sheet: Sheet, pattern: Node) -> bool:
    """Whether a pattern takes an object literal of the file apart."""
    holder = pattern.parent
    value = holder.child_by_field_name("value") if holder is not None else None
    if value is not None and value.type == "identifier":
        found = lookup(sheet.parsed, sheet.parsed.text(value), value)
        value = found[0].node.child_by_field_name("value") if len(found) == 1 else None
    return value is not None and value.type == "object"


def _ordinary(sheet: Sheet, site: Site, entry: Entry) -> None:
    """A key of an ordinary object stays as it is; a name that it binds is the new one."""
    if entry.alias is None:
        name = site.destination.name
        sheet.replace(site.hit.start, site.hit.end, f"{site.hit.text}: {name}")


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


def _other_module(
    sheet: Sheet, site: Site, pattern: Node, entry: Entry, entries: tuple[Entry, ...]
) -> str:
    """Take the name from the replacement's module, at the same place or by an import."""
    source = _source(sheet, pattern)
    if source is None:
        return _from_namespace(sheet, site, pattern, entry, entries)
    if len(entries) != 1:
        return "other names are taken from the same module in one go"
    if entry.alias is None and sheet.member(site, source.spec) == DEFAULT != site.hit.text:
        sheet.replace(site.hit.start, site.hit.end, f"{DEFAULT}: {site.destination.name}")
        sheet.respell(source, site.destination)
        return ""
    return sheet.follow(site, source)


def _source(sheet: Sheet, pattern: Node) -> Source | None:
    """Where the module of a pattern is spelled, if it is right there."""
    holder = pattern.parent
    if holder is None:
        return None
    if holder.type in {"required_parameter", "optional_parameter"}:
        return handed(sheet, pattern)
    value = holder.child_by_field_name("value") or holder.child_by_field_name("right")
    return loaded(sheet.parsed, value)


def _from_namespace(
    sheet: Sheet, site: Site, pattern: Node, entry: Entry, entries: tuple[Entry, ...]
) -> str:
    """``const { Old } = ns`` is dropped, for the replacement can be imported by name."""
    holder = pattern.parent
    value = holder.child_by_field_name("value") if holder is not None else None
    statement = holder.parent if holder is not None else None
    cannot = "the module it is taken from does not offer the replacement"
    defaulted = entry.alias is None and entry.node != entry.name
    if value is None or statement is None or value.type != "identifier" or defaulted:
        return cannot
    name = sheet.parsed.text(value)
    found = lookup(sheet.parsed, name, value)
    if len(found) != 1 or found[0].how != "import" or len(statement.named_children) != 1:
        return cannot
    source = next(
        (s for p in ancestors(found[0].name) if (s := read_statement(sheet.parsed, p))), None
    )
    if source is None or source.source is None or source.kind != "import":
        return cannot
    if len(entries) == 1:
        sheet.gone.add((statement.start_byte, statement.end_byte))
        if len(list(whole_words(sheet.parsed.data, name.encode()))) == _TWICE:
            sheet.changes.append(Drop(found[0].start))
    else:
        sheet.lose(pattern, entries.index(entry))
    local = sheet.parsed.text(entry.alias) if entry.alias is not None else ""
    if not site.destination.same_module(sheet.path):
        add_new(sheet, site, "import", source.source.spec, local=local, anchor=found[0].start)
    return ""
