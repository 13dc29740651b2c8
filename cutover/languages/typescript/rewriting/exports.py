"""The names that a file passes on: re-exports, lists, defaults, CommonJS tables."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.editing import Site
from cutover.languages.typescript.imports.edits import Add, Drop, Form, Rename, Value
from cutover.languages.typescript.imports.statements import (
    Entry,
    Statement,
    loaded,
    statement_around,
)
from cutover.languages.typescript.rewriting.modules import MEMBERS, follow_whole, rewrite_attribute
from cutover.languages.typescript.rewriting.names import rewrite_name
from cutover.languages.typescript.rewriting.replacement import (
    CLASH,
    DEFAULT,
    by_name,
    default_offered,
    is_offered,
)
from cutover.languages.typescript.rewriting.sheet import Sheet
from cutover.languages.typescript.syntax.parsing import ancestors


def rewrite_export(sheet: Sheet, site: Site, node: Node) -> str:
    """A name in an export, by its form."""
    statement = statement_around(sheet.parsed, node)
    if statement is not None and statement.kind in {"export", "list"}:
        entry = next((e for e in statement.entries if node in (e.name, e.alias)), None)
        if entry is not None:
            return _listed(sheet, site, node, statement, entry)
    outer = node.parent
    if outer is not None and outer.type == "export_statement":
        return _default(sheet, site, node, outer)
    if node.type == "shorthand_property_identifier" or (
        outer is not None and outer.type == "pair" and outer.child_by_field_name("key") == node
    ):
        return rewrite_key(sheet, site, node)
    if outer is not None and outer.type == "member_expression" and _is_target(outer):
        return _assigned(sheet, site, node, outer)
    for field, owner in MEMBERS.get(outer.type, ()) if outer is not None else ():
        if outer is not None and outer.child_by_field_name(field) == node:
            return rewrite_attribute(sheet, site, outer, outer.child_by_field_name(owner))
    leaves = site.destination.leaves(sheet.path)
    if leaves and outer is not None and _is_module(sheet, outer, site.hit.text):
        _drop_statement(sheet, node)
        return ""
    return rewrite_name(sheet, site, node)


def _listed(sheet: Sheet, site: Site, node: Node, statement: Statement, entry: Entry) -> str:
    name, token = site.destination.name, entry.name.start_byte
    public = sheet.parsed.text(entry.alias or entry.name)
    exported = sheet.exported(site) if _is_ours(sheet, site, entry) else ""
    if exported == "other":
        return CLASH.format(name)
    if exported == "new":
        sheet.changes.append(Drop(token))
        if not (statement.is_type or entry.is_type):
            _as_value(sheet, name)
        return ""
    own = statement.kind == "list" and site.destination.leaves(sheet.path)
    if own and public in {site.hit.text, DEFAULT}:
        sheet.changes.append(Drop(token))
        return ""
    if node == entry.alias and sheet.parsed.text(entry.name) != DEFAULT:
        if sheet.parsed.text(entry.name) != site.hit.text:
            sheet.rename(site)
        return ""
    if statement.source is None:
        if taken := sheet.taken(site, node):
            return taken
        _in_place(sheet, site, entry, sheet.called(site))
        if own:
            if name in {site.hit.text, DEFAULT}:
                sheet.changes.append(Rename(token, site.hit.text))
            sheet.needed.append(site)
        return ""
    return _passed_on(sheet, site, statement, entry)


def _is_ours(sheet: Sheet, site: Site, entry: Entry) -> bool:
    """Whether the public name of an entry is the legacy's, and changes with it."""
    public = entry.alias or entry.name
    if sheet.parsed.text(public) in {DEFAULT, site.destination.name} or (
        site.destination.name == DEFAULT
    ):
        return False
    return public.start_byte == site.hit.start or public.start_byte in sheet.starts


def _as_value(sheet: Sheet, name: str) -> None:
    """Export as a value what the file exports as a type."""
    for statement in sheet.statements():
        for entry in statement.entries if statement.kind in {"export", "list"} else ():
            public = sheet.parsed.text(entry.alias or entry.name)
            if public == name and (statement.is_type or entry.is_type):
                sheet.changes.append(Value(entry.node.start_byte))


def _in_place(sheet: Sheet, site: Site, entry: Entry, name: str) -> None:
    """Rename the entry, and its public name if that was the legacy's."""
    public = sheet.parsed.text(entry.alias or entry.name)
    if site.destination.name in {site.hit.text, DEFAULT}:
        return
    if public != site.hit.text:
        sheet.changes.append(Rename(entry.name.start_byte, name))
    else:
        sheet.changes.append(Rename(entry.name.start_byte, name, site.destination.name))


def _passed_on(sheet: Sheet, site: Site, statement: Statement, entry: Entry) -> str:
    """``export { Old } from``: in place where the module offers the new one, else from its own."""
    destination, source, token = site.destination, statement.source, entry.name.start_byte
    assert source is not None
    public = sheet.parsed.text(entry.alias or entry.name)
    if _is_ours(sheet, site, entry):
        public = destination.name
    if sheet.parsed.text(entry.name) == DEFAULT:
        if default_offered(destination, source.spec, sheet.path):
            if public == destination.name:
                sheet.changes.append(Rename(token, DEFAULT, public))
            return ""
    elif destination.offered_by(source.spec, sheet.path) and by_name(
        destination, source.spec, sheet.path
    ):
        _in_place(sheet, site, entry, destination.name)
        return ""
    sheet.changes.append(Drop(token))
    if destination.same_module(sheet.path):
        own = public == destination.name
        return "" if own else f"the replacement's own module passes the legacy on as {public}"
    form: Form = "type" if statement.is_type else "inline" if entry.is_type else ""
    module = sheet.spelled(destination, source.spec)
    name = destination.name if by_name(destination, module, sheet.path) else DEFAULT
    local = "" if public == name else public
    sheet.changes.append(Add("export", module, name, local, form, token))
    return ""


def _default(sheet: Sheet, site: Site, node: Node, statement: Node) -> str:
    """``export default Old``, ``export = Old``."""
    if site.destination.leaves(sheet.path):
        sheet.gone.add((statement.start_byte, statement.end_byte))
        return ""
    return rewrite_name(sheet, site, node)


def rewrite_key(sheet: Sheet, site: Site, node: Node) -> str:
    """``module.exports = { Old }``, where the key is the name that the module offers."""
    entry = node if node.type == "shorthand_property_identifier" else node.parent
    names = entry.parent if entry is not None else None
    if entry is None or names is None:
        return "an export that cannot be read"
    entries = [child for child in names.named_children if child.type != "comment"]
    name = site.destination.name
    twin = any(e != entry and _key(sheet, e) == name for e in entries)
    if (twin and name != site.hit.text) or site.destination.leaves(sheet.path):
        if len(entries) == 1:
            _drop_statement(sheet, node)
        else:
            sheet.lose(names, entries.index(entry))
        return ""
    if node.type == "shorthand_property_identifier" and (taken := sheet.taken(site, node)):
        return taken
    source = loaded(sheet.parsed, entry.child_by_field_name("value"))
    if source is not None and not is_offered(site.destination, site.hit, sheet.path):
        reason = follow_whole(sheet, site, source)
        if reason:
            return reason
    sheet.rename(site)
    return ""


def _key(sheet: Sheet, entry: Node) -> str:
    key = entry.child_by_field_name("key") or entry.child_by_field_name("name") or entry
    return sheet.parsed.text(key).strip("'\"")


def _is_target(member: Node) -> bool:
    outer = member.parent
    return outer is not None and outer.child_by_field_name("left") == member


def _assigned(sheet: Sheet, site: Site, node: Node, member: Node) -> str:
    """``exports.Old = …``."""
    exported = sheet.exported(site)
    if exported == "other":
        return CLASH.format(site.destination.name)
    if exported == "new" or site.destination.leaves(sheet.path):
        _drop_statement(sheet, node)
        return ""
    sheet.rename(site)
    return ""


def _is_module(sheet: Sheet, outer: Node, word: str) -> bool:
    """Whether an assignment gives the module its value, or its exports what a word names."""
    left = outer.child_by_field_name("left")
    parts = sheet.parsed.text(left).split(".") if left is not None else [""]
    return parts[0] in {"module", "exports"} and parts[-1] in {word, DEFAULT, "exports"}


def _drop_statement(sheet: Sheet, node: Node) -> None:
    for parent in ancestors(node):
        if parent.type.endswith(("_statement", "_declaration")):
            sheet.gone.add((parent.start_byte, parent.end_byte))
            return
