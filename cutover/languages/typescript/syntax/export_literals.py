"""The definitions that stand inside ``module.exports = { … }``."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from cutover.languages.typescript.syntax.parsing import Parsed, unwrap

_NAMED = frozenset({"identifier", "member_expression", "subscript_expression"})
_LOADERS = frozenset({"require", "import"})


def exported_entries(parsed: Parsed, name: str) -> Iterator[Node]:
    """The methods and pairs that define an export of a CommonJS module where it is listed."""
    for statement in parsed.root.named_children:
        literal = _exported_literal(parsed, statement)
        for entry in literal.named_children if literal is not None else ():
            if _defines(parsed, entry, name):
                yield entry


def is_exported(parsed: Parsed, literal: Node) -> bool:
    """Whether an object literal is what ``module.exports`` becomes."""
    parent = literal.parent if literal.type == "object" else None
    while parent is not None:
        left = parent.child_by_field_name("left")
        if parent.type != "assignment_expression" or left is None:
            break
        if "".join(parsed.text(left).split()) == "module.exports":
            return True
        parent = parent.parent
    return False


def is_literal_entry(node: Node) -> bool:
    """Whether a definition is an entry of an object literal."""
    outer = node.parent
    return outer is not None and outer.type == "object"


def _exported_literal(parsed: Parsed, statement: Node) -> Node | None:
    """The object literal that a statement makes the exports of its module."""
    if statement.type != "expression_statement" or not statement.named_children:
        return None
    value: Node | None = statement.named_children[0]
    while value is not None and value.type == "assignment_expression":
        value = value.child_by_field_name("right")
    return value if value is not None and is_exported(parsed, value) else None


def _defines(parsed: Parsed, entry: Node, name: str) -> bool:
    if entry.type == "method_definition":
        own = entry.child_by_field_name("name")
        getter = entry.children[0].type in {"get", "set"}
        return own is not None and not getter and parsed.text(own) == name
    key, value = entry.child_by_field_name("key"), entry.child_by_field_name("value")
    if entry.type != "pair" or key is None or value is None:
        return False
    return parsed.text(key).strip("'\"") == name and _is_made(parsed, value)


def _is_made(parsed: Parsed, value: Node) -> bool:
    """Whether a value is one of its own, and neither another name for something nor a module."""
    inner = unwrap(value)
    if inner.type == "await_expression" and inner.named_children:
        inner = inner.named_children[0]
    function = inner.child_by_field_name("function")
    loads = (
        inner.type == "call_expression"
        and function is not None
        and (parsed.text(function) in _LOADERS)
    )
    return inner.type not in _NAMED and not loads
