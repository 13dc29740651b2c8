"""Whether an expression does more than give a value."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from cutover.languages.typescript.imports.statements import statement_around
from cutover.languages.typescript.syntax.bindings import FUNCTIONS
from cutover.languages.typescript.syntax.parsing import Parsed
from cutover.languages.typescript.syntax.scopes import lookup

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
_PURE_CALLS = frozenset({"Symbol", "String", "Number", "Boolean", "BigInt", "parseInt",
                         "parseFloat", "RegExp", "require.resolve", "process.cwd"})  # fmt: skip
_PURE_OWNERS = frozenset({"Object", "Math", "JSON", "Symbol", "Number", "Array", "String"})
_NOT_PURE = frozenset({"assign", "defineProperty", "defineProperties", "setPrototypeOf"})
_PURE_CLASSES = frozenset({"Map", "Set", "WeakMap", "WeakSet", "Date", "RegExp", "URL", "Error",
                           "Array", "Uint8Array", "ArrayBuffer", "TextEncoder",
                           "TextDecoder", "AsyncLocalStorage"})  # fmt: skip
_PURE_MODULES = frozenset({"path", "os", "url"})
_PURE_METHODS = frozenset({"split", "trim", "join", "concat", "slice", "toLowerCase", "toUpperCase",
                           "replace", "padStart", "padEnd", "repeat"})  # fmt: skip
_LITERALS = frozenset({"string", "template_string", "array", "regex"})


def is_pure(parsed: Parsed, value: Node) -> bool:
    """Whether nobody can tell if a value was ever made: it calls nothing but what gives a value.

    A call that its author marks ``#__PURE__`` is one of these.
    """
    return all(
        node.type not in _EFFECTS
        or _gives_value(parsed, node)
        or b"__PURE__" in parsed.data[max(0, node.start_byte - 20) : node.start_byte]
        for node in _evaluated(value)
    ) and not any(_deletes(node) for node in _evaluated(value))


def _gives_value(parsed: Parsed, node: Node) -> bool:
    """Whether a call or ``new`` only makes a value out of what it is given."""
    called = node.child_by_field_name("constructor") or node.child_by_field_name("function")
    if called is None or node.type not in {"call_expression", "new_expression"}:
        return False
    name = "".join(parsed.text(called).split())
    first = next((each for each in _evaluated(called) if each.type == "identifier"), None)
    bound = lookup(parsed, parsed.text(first), first) if first is not None else ()
    if bound and first is not None:
        statement = statement_around(parsed, bound[0].name)
        source = statement.source if statement is not None else None
        return source is not None and source.spec.removeprefix("node:") in _PURE_MODULES
    if node.type == "new_expression":
        return name in _PURE_CLASSES
    owner, _, method = name.rpartition(".")
    if name in _PURE_CALLS or (owner in _PURE_OWNERS and method not in _NOT_PURE):
        return True
    inner = called.child_by_field_name("object")
    return inner is not None and inner.type in _LITERALS and method in _PURE_METHODS


def _evaluated(node: Node) -> Iterator[Node]:
    """The node and what evaluating it evaluates: not the inside of a function."""
    yield node
    if node.type in FUNCTIONS:
        return
    for child in node.children:
        yield from _evaluated(child)


def has_effects(value: Node) -> bool:
    """Whether evaluating a value may be noticed, beyond reading what it names."""
    return any(node.type in _EFFECTS or _deletes(node) for node in _evaluated(value))


def _deletes(node: Node) -> bool:
    return node.type == "unary_expression" and node.children[0].type == "delete"


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
