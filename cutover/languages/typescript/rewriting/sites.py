"""Turn the sites of one TypeScript file into patches.

What cannot be done without guessing becomes a problem of its site, which is then left alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from tree_sitter import Node

from cutover.languages.call_nouns import Mapped, Misfit
from cutover.languages.editing import Calls, Problem, Site
from cutover.languages.typescript.calls.mapping import CallMapping
from cutover.languages.typescript.imports.statements import statement_around
from cutover.languages.typescript.rewriting.augmentations import (
    AUGMENTATION,
    rewrite_augmentation,
)
from cutover.languages.typescript.rewriting.exports import rewrite_export
from cutover.languages.typescript.rewriting.imports import rewrite_import
from cutover.languages.typescript.rewriting.mocks import rewrite_mock_key
from cutover.languages.typescript.rewriting.modules import (
    MEMBERS,
    WHOLE,
    rewrite_attribute,
    rewrite_whole,
)
from cutover.languages.typescript.rewriting.names import rewrite_name
from cutover.languages.typescript.rewriting.needs import import_symbol
from cutover.languages.typescript.rewriting.patterns import rewrite_pattern
from cutover.languages.typescript.rewriting.sheet import Sheet
from cutover.languages.typescript.rewriting.stars import rewrite_star
from cutover.languages.typescript.rewriting.strings import rewrite_prose, rewrite_string
from cutover.languages.typescript.syntax.extents import literal_extent
from cutover.languages.typescript.syntax.parsing import Parsed
from cutover.model import Kind

_PATTERNS = frozenset({"object_pattern", "pair_pattern", "object_assignment_pattern"})


def rewrite_sites(sheet: Sheet, calls: Mapping[str, Calls]) -> None:
    """Decide every site of the file."""
    for site in sheet.sites:
        reason = _site(sheet, site)
        if reason:
            sheet.problems.append(Problem(site.hit, reason))
    _map_calls(sheet, calls)


def _site(sheet: Sheet, site: Site) -> str:
    hit = site.hit
    node = sheet.parsed.node_at(hit.start, hit.end)
    if hit.rule == "star-export" and site.text is None:
        return rewrite_star(sheet, site, node)
    if site.text is not None:
        return _literal(sheet, site, node)
    if hit.rule == WHOLE:
        return rewrite_whole(sheet, site)
    if hit.rule == AUGMENTATION:
        return rewrite_augmentation(sheet, site, node)
    if (
        hit.kind is Kind.DEFINITION
        or hit.rule == "object-member"
        or (hit.local == hit.text and hit.rule == "name")
    ):
        return ""
    if hit.where == "prose":
        return rewrite_prose(sheet, site)
    if hit.where == "string" or not node.type.endswith(("identifier", "identifier_pattern")):
        return rewrite_string(sheet, site, node)
    return _by_place(sheet, site, node)


def _by_place(sheet: Sheet, site: Site, node: Node) -> str:
    parent = node.parent
    if parent is None:
        return "a name that cannot be read"
    if site.hit.rule == "mock-key":
        return rewrite_mock_key(sheet, site, node)
    if site.hit.kind is Kind.EXPORT or parent.type == "export_specifier":
        return rewrite_export(sheet, site, node)
    statement = statement_around(sheet.parsed, node)
    named = statement is not None and any(
        node in (entry.name, entry.alias, entry.node) for entry in statement.entries
    )
    heads = (statement.default, statement.namespace) if statement is not None else ()
    if statement is not None and (named or node in heads):
        return rewrite_import(sheet, site, node, statement)
    for field, owner in MEMBERS.get(parent.type, ()):
        if parent.child_by_field_name(field) == node:
            return rewrite_attribute(sheet, site, parent, parent.child_by_field_name(owner))
    if parent.type in _PATTERNS or node.type == "shorthand_property_identifier_pattern":
        return rewrite_pattern(sheet, site, node)
    return rewrite_name(sheet, site, node)


def _map_calls(sheet: Sheet, calls: Mapping[str, Calls]) -> None:
    """Map the arguments of every call; a site whose call does not fit is taken back."""
    for site in sheet.sites:
        mapping = calls.get(str(site.destination.legacy))
        if site.text is not None or mapping is None or site.hit.where != "code":
            continue
        node = sheet.parsed.node_at(site.hit.start, site.hit.end)
        mapped = _at(mapping, sheet.parsed, node, site.hit.kind)
        if mapped is None:
            continue
        if isinstance(mapped, Misfit):
            sheet.problems.append(Problem(site.hit, mapped.reason))
            continue
        reasons = [import_symbol(sheet, site, node, text) for text in mapped.imports]
        if reason := next(filter(None, reasons), ""):
            sheet.problems.append(Problem(site.hit, reason))
            continue
        sheet.patches |= set(mapped.patches)


def _at(mapping: Calls, parsed: Parsed, node: Node, kind: Kind) -> Mapped | Misfit | None:
    assert isinstance(mapping, CallMapping)
    return mapping.at(parsed, node, kind)


def _literal(sheet: Sheet, site: Site, node: Node) -> str:
    outer = literal_extent(node, site.hit.kind, site.extent)
    reasons = [import_symbol(sheet, site, node, text) for text in site.imports]
    if reason := next(filter(None, reasons), ""):
        return reason
    sheet.replace(outer.start_byte, outer.end_byte, site.text or "")
    return ""
