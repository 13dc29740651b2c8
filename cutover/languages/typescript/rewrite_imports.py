"""The names that imports and loads bind."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.editing import Site
from cutover.languages.typescript.import_statements import Entry, Statement
from cutover.languages.typescript.imports import Drop, Form, Rename
from cutover.languages.typescript.names import DEFAULT, by_name, default_offered
from cutover.languages.typescript.sheet import Sheet


def rewrite_import(sheet: Sheet, site: Site, node: Node, statement: Statement) -> str:
    """A name in an import: renamed where the module offers the new one, else imported anew."""
    entry = next((e for e in statement.entries if node in (e.name, e.alias, e.node)), None)
    if statement.source is None:
        return "an import that cannot be read"
    if entry is None:
        return _whole(sheet, site, node, statement)
    if sheet.parsed.text(entry.name).strip("'\"") == DEFAULT:
        return _default(sheet, site, node, statement, entry.node.start_byte)
    if node == entry.alias:
        taken = sheet.taken(site, node)
        if not taken:
            sheet.rename(site)
        return taken
    return _named(sheet, site, entry, statement)


def _named(sheet: Sheet, site: Site, entry: Entry, statement: Statement) -> str:
    destination, token = site.destination, entry.name.start_byte
    alias = sheet.parsed.text(entry.alias) if entry.alias is not None else ""
    if not alias or alias == site.hit.text:
        known = sheet.known(site, entry.name)
        if known is not None:
            sheet.use(site, known)
            sheet.changes.append(Drop(token))
            return ""
        if taken := sheet.taken(site, entry.name):
            return taken
    source = statement.source
    assert source is not None
    if destination.offered_by(source.spec, sheet.path) and by_name(
        destination, source.spec, sheet.path
    ):
        if destination.name != site.hit.text:
            sheet.changes.append(Rename(token, destination.name))
        return ""
    sheet.changes.append(Drop(token))
    if destination.same_module(sheet.path):
        own = alias in {"", destination.name}
        return "" if own else f"the replacement's own module knows the legacy as {alias}"
    local = "" if alias == site.hit.text else alias
    form = _form(statement, entry)
    sheet.add(site, statement.kind, source.spec, local=local, form=form, anchor=token)
    return ""


def _form(statement: Statement, entry: Entry | None) -> Form:
    if statement.is_type:
        return "type"
    return "inline" if entry is not None and entry.is_type else ""


def _whole(sheet: Sheet, site: Site, node: Node, statement: Statement) -> str:
    """A default import, or a module that is the legacy itself."""
    if node == statement.default:
        return _default(sheet, site, node, statement, node.start_byte)
    source = statement.source
    assert source is not None
    if taken := sheet.taken(site, node):
        return taken
    destination = site.destination
    if default_offered(destination, source.spec, sheet.path):
        sheet.rename(site)
        return ""
    module = sheet.spelled(destination, source.spec)
    if not by_name(destination, module, sheet.path):
        sheet.rename(site)
        sheet.respell(source, destination)
        return ""
    kind = "import" if statement.node.type == "import_statement" else "require"
    return _anew(sheet, site, node, statement, kind)


def _default(sheet: Sheet, site: Site, node: Node, statement: Statement, token: int) -> str:
    known = sheet.known(site, node)
    source = statement.source
    assert source is not None
    if known is not None:
        sheet.use(site, known)
        sheet.changes.append(Drop(token))
        return ""
    if taken := sheet.taken(site, node):
        return taken
    if default_offered(site.destination, source.spec, sheet.path):
        sheet.rename(site)
        return ""
    return _anew(sheet, site, node, statement, statement.kind, token)


def _anew(
    sheet: Sheet, site: Site, node: Node, statement: Statement, kind: str, token: int = -1
) -> str:
    source = statement.source
    assert source is not None
    token = node.start_byte if token < 0 else token
    sheet.changes.append(Drop(token))
    if site.destination.same_module(sheet.path):
        return ""
    form: Form = "type" if statement.is_type else ""
    sheet.add(site, kind, source.spec, form=form, anchor=token)
    return ""
