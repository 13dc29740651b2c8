"""What patterns and parameters take out of values; ``follow`` gives the terms of an expression."""

from __future__ import annotations

from collections.abc import Callable

from tree_sitter import Node

from cutover.languages.base import Term
from cutover.languages.typescript.syntax.bindings import CLASSES, FUNCTIONS
from cutover.languages.typescript.syntax.call_expressions import arguments
from cutover.languages.typescript.syntax.object_literals import items_of, member_of
from cutover.languages.typescript.syntax.parsing import Parsed
from cutover.languages.typescript.syntax.scopes import lookup

Follow = Callable[[Parsed, Node | None, int], tuple[Term, ...]]
_LIBRARY = frozenset({"value", "unbound"})


def is_known(terms: tuple[Term, ...]) -> bool:
    """Whether terms lead to definitions, and not to run-time values or globals."""
    return bool(terms) and all(term.origin not in _LIBRARY for term in terms)


def taken(
    parsed: Parsed, source: Node | None, path: tuple[str | int, ...], depth: int, follow: Follow
) -> tuple[Term, ...]:
    """What a path of members and items leads to in a value."""
    if source is None:
        return ()
    if not path:
        return follow(parsed, source, depth + 1)
    first, *rest = path
    if isinstance(first, int):
        items = items_of(parsed, source)
        item = items[first] if first < len(items) else None
        return taken(parsed, item, tuple(rest), depth + 1, follow)
    value = member_of(parsed, source, first)
    if value is not None:
        return taken(parsed, value, tuple(rest), depth + 1, follow)
    if is_opaque(parsed, source, depth, follow):
        return ()
    return attributes_of(follow(parsed, source, depth + 1), path)


def attributes_of(terms: tuple[Term, ...], path: tuple[str | int, ...]) -> tuple[Term, ...]:
    """The terms with a path looked up; nothing if an item of a list is on it."""
    for part in path:
        if isinstance(part, int):
            return ()
        terms = tuple(term.attribute(part) for term in terms)
    return terms


def is_opaque(parsed: Parsed, owner: Node, depth: int, follow: Follow) -> bool:
    """Whether a name is a variable of this file of which nobody knows what it holds."""
    if owner.type != "identifier":
        return False
    found = lookup(parsed, parsed.text(owner), owner)
    if not found or any(b.how not in {"assign", "destructured"} for b in found):
        return False
    values = [b.node.child_by_field_name("value") for b in found]
    if any(v is not None and v.type in CLASSES | FUNCTIONS for v in values):
        return False
    terms = follow(parsed, owner, depth + 1)
    return all(term.origin == "here" and not term.attributes for term in terms)


def typed_module(parsed: Parsed, node: Node, depth: int, follow: Follow) -> tuple[Term, ...]:
    """What ``typeof x`` in the annotation of a variable, parameter or member says it is."""
    hint = node.child_by_field_name("type")
    declared = hint.named_children[0] if hint is not None and hint.named_children else None
    if declared is None or declared.type != "type_query":
        return ()
    terms = follow(parsed, declared, depth + 1)
    return terms if is_known(terms) else ()


def handed_module(
    parsed: Parsed, function: Node, name: Node, depth: int, follow: Follow
) -> tuple[Term, ...]:
    """The module that ``import('x').then(function)`` hands to its first parameter."""
    given = function.parent
    call = given.parent if given is not None else None
    if given is None or given.type != "arguments" or call is None:
        return ()
    if call.type != "call_expression" or arguments(call)[:1] != [function]:
        return ()
    then = call.child_by_field_name("function")
    if then is None or then.type != "member_expression":
        return ()
    if parsed.text(then.child_by_field_name("property") or then) != "then":
        return ()
    first = _first_parameter(function)
    if first is None or not first.start_byte <= name.start_byte < first.end_byte:
        return ()
    terms = follow(parsed, then.child_by_field_name("object"), depth + 1)
    return terms if is_known(terms) else ()


def _first_parameter(function: Node) -> Node | None:
    single = function.child_by_field_name("parameter")
    if single is not None:
        return single
    several = function.child_by_field_name("parameters")
    return several.named_children[0] if several is not None and several.named_children else None
