"""``export * from`` a module that loses the legacy: the replacement is exported beside it."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.base import Term
from cutover.languages.editing import Site
from cutover.languages.typescript.facts.exports import module_facts
from cutover.languages.typescript.imports.edits import Add, Form
from cutover.languages.typescript.imports.statements import Source
from cutover.languages.typescript.rewriting.replacement import CLASH, DEFAULT, by_name, is_new
from cutover.languages.typescript.rewriting.sheet import Sheet
from cutover.languages.typescript.syntax.parsing import ancestors


def rewrite_star(sheet: Sheet, site: Site, node: Node) -> str:
    """``export * from`` that passed the legacy on: the replacement is exported beside it."""
    statement = node
    for parent in ancestors(node):
        if statement.type == "export_statement":
            break
        statement = parent
    literal = statement.child_by_field_name("source")
    if literal is None:
        return "a star export that cannot be read"
    spec = sheet.parsed.data[literal.start_byte + 1 : literal.end_byte - 1].decode()
    destination = site.destination
    exported = "" if destination.name == DEFAULT else sheet.exported(site)
    facts = module_facts(sheet.parsed)
    if exported == "other":
        return CLASH.format(destination.name)
    if destination.legacy.name in facts.exports and site.extent != "statement":
        return ""
    if any(_brings_other(sheet, site, other) for other in facts.stars):
        return CLASH.format(destination.name)
    brought = (
        exported
        or destination.legacy.word in facts.exports
        or destination.same_module(sheet.path)
        or any(_is_brought(sheet, site, other) for other in facts.stars if other != spec)
    )
    if site.extent == "statement":
        return _instead(sheet, site, statement, literal, spec, brought=bool(brought))
    if brought or _is_brought(sheet, site, spec):
        return ""
    typed = (
        any(child.type == "type" for child in statement.children)
        or b"type" in (sheet.parsed.data[statement.start_byte : literal.start_byte].split(b"*")[0])
    )
    form: Form = "type" if typed or destination.type_only else ""
    module = sheet.spelled(destination, spec)
    name = destination.name if by_name(destination, module, sheet.path) else DEFAULT
    public = _public(site)
    local = "" if name == public else public
    sheet.changes.append(Add("export", module, name, local, form, statement.start_byte))
    return ""


def _instead(
    sheet: Sheet, site: Site, statement: Node, literal: Node, spec: str, *, brought: bool
) -> str:
    """The star of a module that goes altogether: the replacement takes its place."""
    star = next((child for child in statement.children if child.type == "*"), None)
    if brought or star is None:
        sheet.gone.add((statement.start_byte, statement.end_byte))
        return ""
    typed = "type " if site.destination.type_only and star.start_byte - 7 == (
        statement.start_byte) else ""  # fmt: skip
    public = _public(site)
    known = sheet.member(site, spec)
    entry = public if known == public else f"{known} as {public}"
    # The grammar ends a list of exports with its line.
    over = sheet.parsed.data[star.end_byte : literal.start_byte].split() == [b"from"]
    end, word = (literal.start_byte, " from ") if over else (star.end_byte, "")
    sheet.replace(star.start_byte, end, f"{typed}{{ {entry} }}{word}")
    sheet.respell(Source(literal.start_byte + 1, literal.end_byte - 1, spec), site.destination)
    return ""


def _public(site: Site) -> str:
    """What the file exports the replacement as."""
    name = site.destination.name
    return site.destination.legacy.word if name == DEFAULT else name


def _is_brought(sheet: Sheet, site: Site, spec: str) -> bool:
    """Whether a star brings the replacement, as it does all but a default."""
    destination = site.destination
    brought = destination.starred_by(spec, sheet.path)
    return brought and by_name(destination, spec, sheet.path)


def _brings_other(sheet: Sheet, site: Site, spec: str) -> bool:
    """Whether a star brings something else of the new name, which an export would hide."""
    destination = site.destination
    if destination.name in {DEFAULT, destination.legacy.word}:
        return False
    key = destination.layout.find(spec, sheet.path)
    files = destination.layout.files(key) if key is not None else ()
    if not any(destination.resolver.may_offer(path, destination.name) for path in files):
        return False
    found = destination.resolver.meanings(Term("import", destination.name, spec), sheet.path)
    seen = [m for m in found if m.state not in {"missing", "cycle", "external", "unresolved"}]
    return bool(seen) and not is_new(destination, seen)
