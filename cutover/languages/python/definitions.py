"""Where a name is defined in a Python file, with all that belongs to the definition."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from cutover.languages.python.exports import statements
from cutover.languages.python.parsing import Parsed
from cutover.model import What


def definitions(parsed: Parsed, name: str) -> Iterator[Node]:
    """The statements that define ``name`` (dotted for nested classes), decorators included."""
    outer, _, rest = name.partition(".")
    for node in statements(parsed.root):
        if defined_name(parsed, node) != outer:
            continue
        if not rest:
            yield whole(node)
        elif (body := node.child_by_field_name("body")) is not None:
            yield from _nested(parsed, body, rest)


def _nested(parsed: Parsed, body: Node, name: str) -> Iterator[Node]:
    outer, _, rest = name.partition(".")
    for node in statements(body):
        if defined_name(parsed, node) != outer:
            continue
        inner = node.child_by_field_name("body")
        if not rest:
            yield whole(node)
        elif inner is not None:
            yield from _nested(parsed, inner, rest)


def defined_name(parsed: Parsed, node: Node) -> str:
    """The one name a statement defines; empty for any other statement."""
    if node.type in {"class_definition", "function_definition"}:
        name = node.child_by_field_name("name")
        return "" if name is None else parsed.text(name)
    if node.type == "type_alias_statement":
        left = node.child_by_field_name("left")
        return "" if left is None else parsed.text(left).split("[")[0]
    if node.type == "expression_statement" and node.named_children:
        assignment = node.named_children[0]
        left = assignment.child_by_field_name("left") if assignment.type == "assignment" else None
        right = assignment.child_by_field_name("right")
        chained = right is not None and right.type == "assignment"
        if left is not None and left.type == "identifier" and not chained:
            return parsed.text(left)
    return ""


def whole(node: Node) -> Node:
    """A definition with its decorators."""
    parent = node.parent
    return parent if parent is not None and parent.type == "decorated_definition" else node


def definition_kind(node: Node) -> What:
    """Whether a definition (decorated or not) is a class, a function or a constant."""
    inner = node.child_by_field_name("definition") or node
    match inner.type:
        case "class_definition":
            return "class"
        case "function_definition":
            return "function"
    return "constant"
