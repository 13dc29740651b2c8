"""Objects that stand in for a module: what the factory of a mock returns."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from cutover.languages.typescript.syntax.call_expressions import (
    arguments,
    called,
    is_mock,
    spec_argument,
)
from cutover.languages.typescript.syntax.parsing import Parsed, ancestors
from cutover.languages.words import whole_words

_WRAPPERS = frozenset({"parenthesized_expression", "as_expression", "satisfies_expression",
                       "await_expression"})  # fmt: skip
_FUNCTIONS = frozenset({"arrow_function", "function_expression"})
_MERGES = frozenset({"Object.assign", "Promise.resolve", "Object.freeze"})


def mocked_by(parsed: Parsed, literal: Node) -> str:
    """The module whose exports are the keys of an object literal; empty if it mocks none."""
    for value in (literal, *_names_of(parsed, literal)):
        spec = _returned_for(parsed, value)
        if spec:
            return spec
    return ""


def _returned_for(parsed: Parsed, value: Node) -> str:
    """The module that a factory returning ``value`` stands for."""
    node, parent = value, value.parent
    while parent is not None and (parent.type in _WRAPPERS or _is_merge(parsed, parent)):
        node, parent = parent, parent.parent
    if parent is None:
        return ""
    if parent.type == "return_statement":
        parent = next((p for p in ancestors(parent) if p.type in _FUNCTIONS), None)
    elif parent.type == "arguments":
        return _mock_spec(parsed, parent, node)
    elif parent.child_by_field_name("body") != node:
        return ""
    if parent is None or parent.type not in _FUNCTIONS or parent.parent is None:
        return ""
    return _mock_spec(parsed, parent.parent, parent)


def _is_merge(parsed: Parsed, node: Node) -> bool:
    if node.type == "arguments":
        return node.parent is not None and _is_merge(parsed, node.parent)
    return node.type == "call_expression" and called(parsed, node) in _MERGES


def _mock_spec(parsed: Parsed, given: Node, factory: Node) -> str:
    call = given.parent
    if given.type != "arguments" or call is None or call.type != "call_expression":
        return ""
    entries = arguments(call)
    if not is_mock(parsed, call) or len(entries) < 2 or entries[1] != factory:
        return ""
    return spec_argument(parsed, entries[0]) or ""


def _names_of(parsed: Parsed, literal: Node) -> Iterator[Node]:
    """The uses of the constant that holds an object literal."""
    parent = literal.parent
    while parent is not None and parent.type in _WRAPPERS:
        parent = parent.parent
    if parent is not None and parent.type == "arrow_function":
        call = parent.parent.parent if parent.parent is not None else None
        hoisted = (
            call is not None
            and call.type == "call_expression"
            and (called(parsed, call).endswith("hoisted"))
        )
        parent = call.parent if call is not None and hoisted else None
    if parent is None or parent.type != "variable_declarator":
        return
    name = parent.child_by_field_name("name")
    if name is None or name.type != "identifier":
        return
    size = name.end_byte - name.start_byte
    for start in whole_words(parsed.data, parsed.data[name.start_byte : name.end_byte]):
        node = parsed.node_at(start, start + size)
        if node.type == "identifier" and start != name.start_byte:
            yield node
