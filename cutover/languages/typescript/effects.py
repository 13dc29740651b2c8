"""Whether an expression does more than give a value."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from cutover.languages.typescript.binding_sites import FUNCTIONS

_WRITES = frozenset(
    {"assignment_expression", "augmented_assignment_expression", "update_expression"}
)
_EFFECTS = _WRITES | {
    "call_expression",
    "new_expression",
    "await_expression",
    "yield_expression",
    "jsx_element",
    "jsx_self_closing_element",
}
_FIXED = FUNCTIONS | {
    "number",
    "string",
    "true",
    "false",
    "null",
    "undefined",
    "regex",
    "this",
}


def _evaluated(node: Node) -> Iterator[Node]:
    """The node and what evaluating it evaluates: not the inside of a function."""
    yield node
    if node.type in FUNCTIONS:
        return
    for child in node.children:
        yield from _evaluated(child)


def has_effects(value: Node) -> bool:
    """Whether evaluating a value may be noticed, beyond reading what it names."""
    return any(
        node.type in _EFFECTS
        or (node.type == "unary_expression" and node.children[0].type == "delete")
        for node in _evaluated(value)
    )


def writes(value: Node) -> bool:
    """Whether evaluating a value assigns something, or waits."""
    return any(
        node.type in _WRITES or node.type == "await_expression" for node in _evaluated(value)
    )


def order_matters(one: Node, other: Node) -> bool:
    """Whether evaluating the two the other way round could be noticed."""
    if has_effects(one) and has_effects(other):
        return True
    return any(
        first.type in _WRITES and second.type not in _FIXED
        for first, second in ((one, other), (other, one))
        for first in _evaluated(first)
    )
