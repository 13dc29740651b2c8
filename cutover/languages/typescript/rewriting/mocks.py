"""Names in mocks: keys of what a factory returns, members that are spied on."""

from __future__ import annotations

import re

from tree_sitter import Node

from cutover.languages.editing import Site
from cutover.languages.typescript.imports.statements import (
    Source,
    mock_call,
    mocked,
    read_statement,
)
from cutover.languages.typescript.rewriting.replacement import DEFAULT, is_offered
from cutover.languages.typescript.rewriting.sheet import Sheet
from cutover.languages.typescript.syntax.call_expressions import arguments, is_mock
from cutover.languages.typescript.syntax.parsing import ancestors
from cutover.languages.typescript.syntax.scopes import lookup
from cutover.languages.words import whole_words

_TWICE = 2


def rewrite_mock_key(sheet: Sheet, site: Site, node: Node) -> str:
    """A key of a mocked module: renamed, and the module with it where only that is mocked."""
    entry = node.parent
    if node.type == "shorthand_property_identifier":
        entry = node
    names = entry.parent if entry is not None else None
    if entry is None or names is None:
        return "a mock that cannot be read"
    entries = [child for child in names.named_children if child.type != "comment"]
    keys = [sheet.parsed.text(_key_node(child)).strip("'\"") for child in entries]
    name = site.destination.name
    if site.hit.text not in {name, DEFAULT} and name in keys:
        return f"{name} already is a key of this mock"
    if not is_offered(site.destination, site.hit, sheet.path):
        trouble = _move(sheet, site, node, entries)
        if trouble:
            return trouble
        spec = next((t.spec for t in site.hit.terms if t.spec), "")
        name = sheet.member(site, spec)
    elif site.hit.text == DEFAULT:
        return ""
    if node.type == "shorthand_property_identifier" and not _follows(sheet, site, node):
        sheet.replace(node.start_byte, node.end_byte, f"{name}: {site.hit.text}")
    elif name != site.hit.text:
        sheet.replace(site.hit.start, site.hit.end, name)
    return ""


def _key_node(entry: Node) -> Node:
    return entry.child_by_field_name("key") or entry.child_by_field_name("name") or entry


def _follows(sheet: Sheet, site: Site, node: Node) -> bool:
    """Whether the variable that a shorthand reads is renamed too."""
    found = lookup(sheet.parsed, site.hit.text, node)
    return any(b.how == "import" or b.start in sheet.starts for b in found)


def _move(sheet: Sheet, site: Site, node: Node, entries: list[Node]) -> str:
    """Mock the replacement's module instead, if nothing else is mocked."""
    spec = next((t.spec for t in site.hit.terms if t.spec), "")
    call = mock_call(sheet.parsed, node) or _mocks(sheet).get(spec)
    source = mocked(sheet.parsed, call) if call is not None else None
    if call is None or source is None:
        return "a mock whose module is computed"
    read = re.compile(rb"\.\s*" + site.hit.text.encode() + rb"\b")
    inside = call.start_byte <= node.start_byte < call.end_byte
    if not inside and read.search(sheet.parsed.data) is not None:
        return "the object that is mocked with is read under this name too"
    others = [
        child
        for child in entries
        if child.type != "spread_element" and _key_node(child).start_byte not in sheet.starts
    ]
    if others:
        text = sheet.parsed.text(_key_node(others[0]))
        return f"the mock of '{source.spec}' names it beside {text}; its new home is another module"
    target = sheet.spelled(site.destination, source.spec)
    if target != source.spec and target in _mocks(sheet):
        return f"'{target}' is mocked already"
    literal = re.compile(rb"(['\"])" + re.escape(source.spec.encode()) + rb"\1")
    for found in literal.finditer(sheet.parsed.data, call.start_byte, call.end_byte):
        inner = Source(found.start() + 1, found.end() - 1, source.spec)
        sheet.respell(inner, site.destination)
    return ""


def _mocks(sheet: Sheet) -> dict[str, Node]:
    """The calls that mock a module at the top level of the file, by the module."""
    found: dict[str, Node] = {}
    for child in sheet.parsed.root.named_children:
        call = child.named_children[0] if child.named_children else None
        if call is not None and call.type == "call_expression" and is_mock(sheet.parsed, call):
            source = mocked(sheet.parsed, call)
            if source is not None:
                found[source.spec] = call
    return found


def rewrite_spied(sheet: Sheet, site: Site, literal: Node) -> str:
    """``vi.spyOn(module, 'Old')``: the member, and the module if nothing else needs it."""
    if is_offered(site.destination, site.hit, sheet.path):
        sheet.rename(site)
        return ""
    call = next((p for p in ancestors(literal) if p.type == "call_expression"), None)
    owner = arguments(call)[0] if call is not None and arguments(call) else None
    if owner is None or owner.type != "identifier":
        return "the module that is spied on is computed"
    name = sheet.parsed.text(owner)
    found = lookup(sheet.parsed, name, owner)
    statement = next(
        (s for b in found for p in ancestors(b.name) if (s := read_statement(sheet.parsed, p))),
        None,
    )
    if len(found) != 1 or statement is None or statement.source is None or statement.size != 1:
        return f"{name} is no module that can be followed"
    if len(list(whole_words(sheet.parsed.data, name.encode()))) != _TWICE:
        return f"the module {name} is also used for other names"
    return sheet.follow(site, statement.source)
