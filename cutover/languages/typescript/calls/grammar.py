"""What TypeScript says about calls: parentheses, order, and reading a rewritten call back."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.call_nouns import CallGrammar, Placeholder
from cutover.languages.nodes import descendants
from cutover.languages.trees import Parsed
from cutover.languages.typescript.calls.argument_binding import arguments_of
from cutover.languages.typescript.calls.effects import order_matters
from cutover.languages.typescript.syntax.parsing import parse

_PLAIN = frozenset(
    {
        "identifier",
        "shorthand_property_identifier",
        "this",
        "string",
        "template_string",
        "array",
        "parenthesized_expression",
        "null",
        "true",
        "false",
        "undefined",
        "regex",
    }
)
_ACCESSES = frozenset({"member_expression", "subscript_expression", "non_null_expression"})
_ATOMS = (
    _PLAIN
    | _ACCESSES
    | {
        "number",
        "object",
        "call_expression",
        "new_expression",
        "jsx_element",
        "jsx_self_closing_element",
    }
)


def _needs_parentheses(value: Node, hole: Placeholder, keyword: str) -> bool:
    """Whether a value would mean something else without parentheses where it goes."""
    match hole.context:
        case "whole" | "argument" | "enclosed":
            return value.type == "sequence_expression"
        case "body":
            first = next((node for node in descendants(value) if not node.children), value)
            return value.type == "sequence_expression" or first.type in {"{", "function", "class"}
        case "object":
            return not _is_member(value)
        case "callee":
            return not _is_constructor(value)
    generic = value.child_by_field_name("type_arguments") is not None
    bang = value.type == "non_null_expression"
    return value.type not in _ATOMS or generic or bang or _is_awaited(value)


def _is_member(value: Node) -> bool:
    """Whether more can be written behind a value: an access, a call."""
    if value.type in _PLAIN:
        return True
    if value.type == "new_expression":
        return value.child_by_field_name("arguments") is not None
    if value.type in _ACCESSES or value.type == "call_expression":
        chained = any(node.type == "optional_chain" for node in descendants(value))
        return not chained and not _is_awaited(value)
    return False


def _is_awaited(value: Node) -> bool:
    """Whether it is ``await f<T>(x)``, which the grammar takes for a call of ``await f``."""
    function = value.child_by_field_name("function")
    return function is not None and function.type == "await_expression"


def _is_constructor(value: Node) -> bool:
    """Whether a value can follow ``new`` as it is."""
    if value.type in {"identifier", "this", "parenthesized_expression"}:
        return True
    owner = value.child_by_field_name("object")
    return value.type == "member_expression" and owner is not None and _is_constructor(owner)


def argument_list(arguments: bytes, path: str) -> tuple[Parsed, Node] | None:
    """A text in parentheses as an argument list; None if it is anything else."""
    source = b"f" + arguments
    parsed = parse(source, path)
    statement = parsed.root.named_children[0] if parsed.root.named_children else parsed.root
    call = statement.named_children[0] if statement.named_children else statement
    inner = call.child_by_field_name("arguments")
    if parsed.root.has_error or inner is None or inner.end_byte != len(source):
        return None
    return (parsed, inner) if inner.type == "arguments" and call.start_byte == 0 else None


def _reparsed(arguments: bytes) -> Node | None:
    for path in ("f.ts", "f.tsx"):
        found = argument_list(arguments, path)
        if found is not None:
            return found[1]
    return None


def _named(keyword: str) -> bytes:
    raise AssertionError(f"TypeScript has no keyword arguments like {keyword}")


TYPESCRIPT_CALLS = CallGrammar(
    _named, arguments_of, order_matters, _needs_parentheses, _reparsed, b"  ", False
)
