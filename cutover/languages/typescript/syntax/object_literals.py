"""Object literals and patterns: which value a member has, and which member a name is."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.typescript.syntax.parsing import Parsed, string_value
from cutover.languages.typescript.syntax.scopes import lookup

_DEPTH = 6
_UNWRAPPED = frozenset({"parenthesized_expression", "as_expression", "satisfies_expression",
                        "non_null_expression"})  # fmt: skip


def object_of(parsed: Parsed, node: Node | None, depth: int = 0) -> Node | None:
    """The object literal that an expression is, through constants and members; None if unsure."""
    while node is not None and node.type in _UNWRAPPED and node.named_children:
        node = node.named_children[0]
    if node is None or depth > _DEPTH:
        return None
    if node.type == "object":
        return node
    if node.type == "call_expression":
        return _frozen(parsed, node, depth)
    if node.type == "identifier":
        found = lookup(parsed, parsed.text(node), node)
        if len(found) != 1 or found[0].how != "assign":
            return None
        return object_of(parsed, found[0].node.child_by_field_name("value"), depth + 1)
    if node.type == "member_expression":
        owner = node.child_by_field_name("object")
        name = node.child_by_field_name("property")
        if owner is None or name is None:
            return None
        return object_of(parsed, member_of(parsed, owner, parsed.text(name), depth + 1), depth + 1)
    return None


def _frozen(parsed: Parsed, call: Node, depth: int) -> Node | None:
    function = call.child_by_field_name("function")
    given = call.child_by_field_name("arguments")
    if function is None or given is None or not given.named_children:
        return None
    first = given.named_children[0]
    match parsed.text(function).rpartition(".")[2]:
        case "freeze":
            return object_of(parsed, first, depth + 1)
        case "hoisted":
            return object_of(parsed, returned(first), depth + 1)
    return None


def returned(function: Node) -> Node | None:
    """What a function gives back: its body if that is an expression, else its first ``return``."""
    body = function.child_by_field_name("body")
    if body is None or body.type != "statement_block":
        return body
    for statement in body.named_children:
        if statement.type == "return_statement" and statement.named_children:
            return statement.named_children[0]
    return None


def member_of(parsed: Parsed, owner: Node, name: str, depth: int = 0) -> Node | None:
    """The expression that gives a member of an object literal its value; None if unknown."""
    found = object_of(parsed, owner, depth)
    if found is None:
        return None
    for entry in reversed(found.named_children):
        if entry.type == "shorthand_property_identifier" and parsed.text(entry) == name:
            return entry
        if entry.type == "pair" and key_name(parsed, entry) == name:
            return entry.child_by_field_name("value")
    return None


def spreads_of(parsed: Parsed, owner: Node) -> tuple[Node, ...]:
    """What an object literal spreads."""
    found = object_of(parsed, owner)
    if found is None:
        return ()
    return tuple(
        entry.named_children[0]
        for entry in found.named_children
        if entry.type == "spread_element" and entry.named_children
    )


def key_name(parsed: Parsed, pair: Node) -> str | None:
    """The key of a pair; None if it is computed."""
    key = pair.child_by_field_name("key")
    if key is None:
        return None
    if key.type == "computed_property_name":
        return string_value(parsed, key.named_children[0]) if key.named_children else None
    return string_value(parsed, key) if key.type == "string" else parsed.text(key)


def property_path(parsed: Parsed, name: Node) -> tuple[str | int, ...] | None:
    """The members and items that a destructured name is taken from, outermost first."""
    path: list[str | int] = []
    child, parent = name, name.parent
    if name.type == "shorthand_property_identifier_pattern":
        path.append(parsed.text(name))
    while parent is not None:
        match parent.type:
            case "pair_pattern":
                key = key_name(parsed, parent)
                if key is None:
                    return None
                path.append(key)
            case "array_pattern":
                items = [item for item in parent.named_children if item.type != "comment"]
                path.append(next((i for i, item in enumerate(items) if item == child), 0))
            case "rest_pattern":
                if parent.parent is None or parent.parent.type != "object_pattern":
                    return None
            case "object_pattern" | "object_assignment_pattern" | "assignment_pattern":
                pass
            case _:
                return tuple(reversed(path))
        child, parent = parent, parent.parent
    return tuple(reversed(path))


def items_of(parsed: Parsed, source: Node) -> list[Node]:
    """The items of an array literal, or of what ``await Promise.all([…])`` waits for."""
    node: Node | None = source
    while node is not None and node.type in {*_UNWRAPPED, "await_expression"}:
        node = node.named_children[0] if node.named_children else None
    if node is not None and node.type == "call_expression":
        function = node.child_by_field_name("function")
        given = node.child_by_field_name("arguments")
        if function is None or given is None or parsed.text(function) != "Promise.all":
            return []
        node = given.named_children[0] if given.named_children else None
    if node is None or node.type != "array":
        return []
    return [item for item in node.named_children if item.type != "comment"]
