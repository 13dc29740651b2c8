"""What Python says about calls: parentheses, order, and reading a rewritten call back."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.call_nouns import CallGrammar, Placeholder
from cutover.languages.python.binding import arguments_of
from cutover.languages.python.effects import COMPREHENSIONS, order_matters
from cutover.languages.python.nodes import syntax

_ATOMS = COMPREHENSIONS | {
    "identifier",
    "attribute",
    "subscript",
    "call",
    "string",
    "concatenated_string",
    "integer",
    "float",
    "list",
    "tuple",
    "dictionary",
    "set",
    "parenthesized_expression",
    "none",
    "true",
    "false",
    "ellipsis",
}


def _needs_parentheses(value: Node, hole: Placeholder, keyword: str) -> bool:
    """Whether a value would mean something else without parentheses where it goes."""
    if value.type == "named_expression":
        return hole.context != "argument" and (hole.context != "whole" or bool(keyword))
    if value.type in ("integer", "float"):
        return hole.context == "object"
    return hole.context in ("object", "operand") and value.type not in _ATOMS


def _reparsed(arguments: bytes) -> Node | None:
    source = b"f" + arguments
    root = syntax(source)
    statement = root.children[0] if root.children else root
    inner = statement.children[0].child_by_field_name("arguments") if statement.children else None
    if root.has_error or inner is None or inner.end_byte != len(source):
        return None
    return inner


def _named(keyword: str) -> bytes:
    return f"{keyword}=".encode()


PYTHON_CALLS = CallGrammar(
    _named, arguments_of, order_matters, _needs_parentheses, _reparsed, b"    ", True
)
