"""Entries of ``module.exports = { … }`` as definitions that stand on their own."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from cutover.languages.nodes import descendants
from cutover.languages.patch import Patch
from cutover.languages.typescript.syntax.parsing import Parsed, ancestors

_OWN_THIS = frozenset({"function_expression", "function_declaration", "method_definition",
                       "class", "class_body", "generator_function"})  # fmt: skip


def entry_name(parsed: Parsed, node: Node) -> str:
    """What an entry defines."""
    name = node.child_by_field_name("name") or node.child_by_field_name("key")
    return parsed.text(name).strip("'\"") if name is not None else ""


def standing_alone(parsed: Parsed, node: Node, start: int) -> Iterator[Patch]:
    """The patches that make an entry a statement; ``start`` is where its comments begin."""
    name = entry_name(parsed, node).encode()
    if node.type == "method_definition":
        words = {child.type for child in node.children}
        head = b"async " if "async" in words else b""
        star = b"* " if "*" in words else b" "
        own = node.child_by_field_name("name") or node
        yield Patch(node.start_byte, own.end_byte, head + b"function" + star + name)
    else:
        value = node.child_by_field_name("value") or node
        yield Patch(node.start_byte, value.start_byte, b"const " + name + b" = ")
        if _ends_statements(node):
            yield Patch(node.end_byte, node.end_byte, b";")
    yield from _outdented(parsed, node, start)


def uses_this(node: Node) -> bool:
    """Whether an entry reads the object that it stands in."""
    return any(
        each.type == "this" and not any(_owns(outer, node) for outer in _between(each, node))
        for each in descendants(node)
    )


def _owns(outer: Node, entry: Node) -> bool:
    """Whether ``this`` means something of its own in a node below the entry."""
    value = entry.child_by_field_name("value")
    return outer.type in _OWN_THIS and outer not in (entry, value)


def _between(node: Node, entry: Node) -> Iterator[Node]:
    for outer in ancestors(node):
        yield outer
        if outer == entry:
            return


def _ends_statements(node: Node) -> bool:
    statement = next((p for p in ancestors(node) if p.type == "expression_statement"), None)
    return statement is not None and statement.children[-1].type == ";"


def _outdented(parsed: Parsed, node: Node, start: int) -> Iterator[Patch]:
    """Each further line without the white space in front of the entry, but for text in quotes."""
    data = parsed.data
    line = data.rfind(b"\n", 0, node.start_byte) + 1
    margin = data[line : node.start_byte]
    if not margin or margin.strip():
        return
    quoted = [
        (each.start_byte, each.end_byte)
        for each in descendants(node)
        if each.type == "template_string"
    ]
    at = data.find(b"\n", start, node.end_byte) + 1
    while at:
        inside = any(first < at <= last for first, last in quoted)
        own = data.startswith(margin, at) and at + len(margin) <= node.end_byte
        if own and not inside:
            yield Patch(at, at + len(margin), b"")
        at = data.find(b"\n", at, node.end_byte) + 1
