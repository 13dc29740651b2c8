"""Bare names: read, extended, constructed, used as types, JSX or decorators."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.editing import Site
from cutover.languages.typescript.imports.statements import Source, loaded
from cutover.languages.typescript.rewriting.replacement import DEFAULT, is_offered
from cutover.languages.typescript.rewriting.sheet import Sheet
from cutover.languages.typescript.syntax.scopes import lookup


def rewrite_name(sheet: Sheet, site: Site, node: Node) -> str:
    """A bare name: renamed with what binds it."""
    if site.hit.rule == "own":
        sheet.rename(site)
        return ""
    if site.hit.binds and (source := _loaded_by(sheet, node)) is not None:
        return _bound(sheet, site, node, source)
    if site.hit.binds and site.hit.text not in {site.destination.legacy.word, DEFAULT}:
        return ""
    if taken := sheet.taken(site, node):
        return taken
    if node.type == "shorthand_property_identifier":
        _shorthand(sheet, site)
    elif not _is_twin(sheet, site, node):
        sheet.rename_use(site)
    found = lookup(sheet.parsed, site.hit.text, node)
    if sheet.embedded or any(b.how in {"import", "destructured"} for b in found):
        return ""
    if site.destination.leaves(sheet.path) and _is_here(site):
        sheet.needed.append(site)
    return ""


def _loaded_by(sheet: Sheet, node: Node) -> Source | None:
    """The module that a variable beside others is made to be."""
    declarator = node.parent
    if declarator is None or declarator.type != "variable_declarator":
        return None
    return loaded(sheet.parsed, declarator.child_by_field_name("value"))


def _bound(sheet: Sheet, site: Site, node: Node, source: Source) -> str:
    """``Old = require('./old')`` among other variables; a name of the file's choice stays."""
    own = site.hit.text == site.destination.legacy.word
    if own and (taken := sheet.taken(site, node)):
        return taken
    local = sheet.called(site) if own else site.hit.text
    if is_offered(site.destination, site.hit, sheet.path):
        if own:
            sheet.rename(site)
        return ""
    if site.destination.same_module(sheet.path):
        return f"the replacement's own module knows the legacy as {site.hit.text}"
    name = sheet.member(site, source.spec)
    if sheet.is_module(site, source):
        new = local
    else:
        new = f"{{ {name} }}" if name == local else f"{{ {name}: {local} }}"
    sheet.replace(node.start_byte, node.end_byte, new)
    sheet.respell(source, site.destination)
    return ""


def _is_here(site: Site) -> bool:
    return any(term.origin == "here" for term in site.hit.terms)


def _shorthand(sheet: Sheet, site: Site) -> None:
    """``{ Old }`` keeps its key, which is read elsewhere."""
    name = sheet.called(site)
    if name not in {site.hit.text, DEFAULT}:
        sheet.replace(site.hit.start, site.hit.end, f"{site.hit.text}: {name}")


def _is_twin(sheet: Sheet, site: Site, node: Node) -> bool:
    """Whether the name would stand twice in a union or intersection of types: once is enough."""
    parent = node.parent
    if parent is None or parent.type not in {"union_type", "intersection_type"}:
        return False
    name = sheet.called(site)
    others = [child for child in parent.named_children if child != node]
    if name == site.hit.text or len(others) != 1 or sheet.parsed.text(others[0]) != name:
        return False
    sheet.replace(parent.start_byte, parent.end_byte, name)
    return True
