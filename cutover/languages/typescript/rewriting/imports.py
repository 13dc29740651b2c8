"""The names that imports and loads bind."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.editing import Site
from cutover.languages.typescript.imports.edits import Drop, Form, Rename
from cutover.languages.typescript.imports.statements import Entry, Statement
from cutover.languages.typescript.rewriting.needs import add_new, use_known
from cutover.languages.typescript.rewriting.replacement import DEFAULT, by_name, default_offered
from cutover.languages.typescript.rewriting.sheet import Sheet


def rewrite_import(sheet: Sheet, site: Site, node: Node, statement: Statement) -> str:
    """A name in an import: renamed where the module offers the new one, else imported anew."""
    entry = next((e for e in statement.entries if node in (e.name, e.alias, e.node)), None)
    if statement.source is None:
        return "an import that cannot be read"
    if entry is None:
        return _whole(sheet, site, node, statement)
    if sheet.parsed.text(entry.name).strip("'\"") == DEFAULT:
        return _default(sheet, site, node, statement, entry)
    if node == entry.alias:
        taken = sheet.taken(site, node)
        if not taken:
            sheet.rename(site)
        return taken
    return _named(sheet, site, entry, statement)


def _named(sheet: Sheet, site: Site, entry: Entry, statement: Statement) -> str:
    destination, token = site.destination, entry.name.start_byte
    alias = sheet.parsed.text(entry.alias) if entry.alias is not None else ""
    if not alias and site.hit.text != destination.legacy.name.rpartition(".")[2]:
        alias = sheet.parsed.text(entry.name)
        return _elsewhere(sheet, site, entry, statement, alias)
    if not alias or alias == site.hit.text:
        known = sheet.known(site, entry.name)
        if known is not None:
            use_known(sheet, site, known)
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
    return _elsewhere(sheet, site, entry, statement, "" if alias == site.hit.text else alias)


def _elsewhere(sheet: Sheet, site: Site, entry: Entry, statement: Statement, alias: str) -> str:
    """Import the replacement from its own module; a name of the file's choice stays."""
    destination, source, token = site.destination, statement.source, entry.name.start_byte
    assert source is not None
    sheet.changes.append(Drop(token))
    if destination.same_module(sheet.path):
        own = alias in {"", destination.name}
        return "" if own else f"the replacement's own module knows the legacy as {alias}"
    form = _form(statement, entry)
    add_new(sheet, site, statement.kind, source.spec, local=alias, form=form, anchor=token)
    return ""


def _form(statement: Statement, entry: Entry | None) -> Form:
    if statement.is_type:
        return "type"
    return "inline" if entry is not None and entry.is_type else ""


def _whole(sheet: Sheet, site: Site, node: Node, statement: Statement) -> str:
    """A default import, or a module that is the legacy itself."""
    if node == statement.default:
        return _default(sheet, site, node, statement, None)
    source = statement.source
    assert source is not None
    destination = site.destination
    follows = _follows(sheet, site, node)
    if follows and (taken := sheet.taken(site, node)):
        return taken
    offered = default_offered(destination, source.spec, sheet.path)
    module = source.spec if offered else sheet.spelled(destination, source.spec)
    if offered or not by_name(destination, module, sheet.path):
        if follows:
            sheet.rename(site)
        if not offered:
            sheet.respell(source, destination)
        return ""
    kind = "import" if statement.node.type == "import_statement" else "require"
    return _anew(sheet, site, node, statement, kind, node.start_byte)


def _default(
    sheet: Sheet, site: Site, node: Node, statement: Statement, entry: Entry | None
) -> str:
    """``import Old from``: a name of the file's own choice stays, the legacy's own changes."""
    destination, source = site.destination, statement.source
    assert source is not None
    bound = node if entry is None else entry.alias or entry.name
    token = entry.node.start_byte if entry is not None else node.start_byte
    follows = _follows(sheet, site, bound)
    if follows and (known := sheet.known(site, bound)) is not None:
        use_known(sheet, site, known)
        sheet.changes.append(Drop(token))
        return ""
    if follows and (taken := sheet.taken(site, bound)):
        return taken
    offered = default_offered(destination, source.spec, sheet.path)
    module = source.spec if offered else sheet.spelled(destination, source.spec)
    named = not offered and by_name(destination, module, sheet.path)
    if offered or (entry is not None and not named and statement.size == 1):
        if follows:
            sheet.replace(bound.start_byte, bound.end_byte, destination.name)
        if not offered:
            sheet.respell(source, destination)
        return ""
    return _anew(sheet, site, bound, statement, statement.kind, token)


def _follows(sheet: Sheet, site: Site, bound: Node) -> bool:
    """Whether the file calls the legacy by its own name, and not as it likes."""
    word = site.destination.legacy.name.rpartition(".")[2]
    return sheet.parsed.text(bound) == word and site.destination.name != DEFAULT


def _anew(
    sheet: Sheet, site: Site, bound: Node, statement: Statement, kind: str, token: int
) -> str:
    source = statement.source
    assert source is not None
    sheet.changes.append(Drop(token))
    if site.destination.same_module(sheet.path):
        return ""
    form: Form = "type" if statement.is_type else ""
    local = "" if _follows(sheet, site, bound) else sheet.parsed.text(bound)
    add_new(sheet, site, kind, source.spec, local=local, form=form, anchor=token)
    return ""
