"""Bare names: read, extended, constructed, used as types, JSX or decorators."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.editing import Site
from cutover.languages.typescript.rewriting.replacement import DEFAULT
from cutover.languages.typescript.rewriting.sheet import Sheet
from cutover.languages.typescript.syntax.scopes import lookup


def rewrite_name(sheet: Sheet, site: Site, node: Node) -> str:
    """A bare name: renamed with what binds it."""
    if site.hit.rule == "own":
        sheet.rename(site)
        return ""
    if site.hit.binds and site.hit.text not in {site.destination.legacy.word, DEFAULT}:
        return f"{site.hit.text} is bound to the module in a way that cannot be followed"
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
