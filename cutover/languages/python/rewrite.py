"""Turn the sites of one Python file into patches.

What cannot be done without guessing becomes a problem of its site, which is then left alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from tree_sitter import Node

from cutover.languages.editing import Calls, Problem, Site
from cutover.languages.python.binding import Misfit
from cutover.languages.python.call_sites import CallMapping
from cutover.languages.python.extents import (
    import_entry,
    literal_extent,
)
from cutover.languages.python.rewrite_modules import rewrite_attribute, rewrite_pattern
from cutover.languages.python.rewrite_names import rewrite_import, rewrite_name
from cutover.languages.python.rewrite_strings import rewrite_prose, rewrite_string
from cutover.languages.python.sheet import Sheet
from cutover.model import Kind


def rewrite_sites(sheet: Sheet, calls: Mapping[str, Calls]) -> None:
    """Decide every site of the file."""
    for site in sheet.sites:
        reason = _site(sheet, site)
        if reason:
            sheet.problems.append(Problem(site.hit, reason))
    _map_calls(sheet, calls)


def _site(sheet: Sheet, site: Site) -> str:
    node = sheet.parsed.node_at(site.hit.start, site.hit.end)
    if site.text is not None:
        return _literal(sheet, site, node)
    if (
        site.hit.local == site.hit.text and site.hit.rule == "name"
    ) or site.hit.kind is Kind.DEFINITION:
        return ""
    is_path = bool(site.hit.terms) and all(term.origin == "path" for term in site.hit.terms)
    if site.hit.where == "prose" or (site.hit.where == "code" and is_path):
        return rewrite_prose(sheet, site)
    if node.type != "identifier" or site.hit.where == "string":
        return rewrite_string(sheet, site, node)
    entry = import_entry(node)
    if entry is not None:
        return rewrite_import(sheet, site, node, entry)
    parent = node.parent
    if (
        parent is not None
        and parent.type == "attribute"
        and (parent.child_by_field_name("attribute") == node)
    ):
        return rewrite_attribute(sheet, site, node, parent.child_by_field_name("object"))
    if parent is not None and parent.type == "dotted_name" and parent.named_children[0] != node:
        return rewrite_pattern(sheet, site, node, parent)
    return rewrite_name(sheet, site, node)


def _map_calls(sheet: Sheet, calls: Mapping[str, Calls]) -> None:
    """Map the arguments of every call; a site whose call does not fit is taken back."""
    for site in sheet.sites:
        mapping = calls.get(str(site.destination.legacy))
        if (
            site.text is not None
            or not isinstance(mapping, CallMapping)
            or site.hit.where != "code"
        ):
            continue
        node = sheet.parsed.node_at(site.hit.start, site.hit.end)
        mapped = mapping.at(sheet.parsed, node, site.hit.kind)
        if mapped is None:
            continue
        if isinstance(mapped, Misfit):
            sheet.problems.append(Problem(site.hit, mapped.reason))
            continue
        sheet.patches |= set(mapped.patches)
        for text in mapped.imports:
            sheet.import_symbol(text)


def _literal(sheet: Sheet, site: Site, node: Node) -> str:
    outer = literal_extent(node, site.hit.kind, site.extent)
    sheet.replace(outer.start_byte, outer.end_byte, (site.text or ""))
    for text in site.imports:
        sheet.import_symbol(text)
    return ""
