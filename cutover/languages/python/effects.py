"""Whether an expression does more than give a value."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.python.nodes import descendants

COMPREHENSIONS = frozenset(
    {
        "list_comprehension",
        "set_comprehension",
        "dictionary_comprehension",
        "generator_expression",
    }
)
_EFFECTS = frozenset({"call", "await", "yield", "named_expression"}) | COMPREHENSIONS
_LITERALS = frozenset({"integer", "float", "string", "true", "false", "none", "ellipsis"})


def has_effects(value: Node) -> bool:
    """Whether evaluating a value may be noticed."""
    return any(node.type in _EFFECTS for node in descendants(value))


def order_matters(one: Node, other: Node) -> bool:
    """Whether evaluating the two the other way round could be noticed."""
    if has_effects(one) and has_effects(other):
        return True
    return any(
        first.type == "named_expression" and second.type not in _LITERALS
        for first, second in ((one, other), (other, one))
        for first in descendants(first)
    )
