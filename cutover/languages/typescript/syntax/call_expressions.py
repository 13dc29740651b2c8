"""Calls: what they call, what they are given, and which module they load."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.base import Term
from cutover.languages.typescript.syntax.parsing import Parsed, ancestors, string_value, type_import

MOCKS = frozenset({"mock", "doMock", "unstable_mockModule", "setMock", "unmock", "doUnmock"})
MOCKERS = frozenset({"vi", "vitest", "jest"})
_LOADERS = frozenset({"require", "importActual", "importMock", "requireActual", "requireMock"})
_ORIGINALS = frozenset({"importOriginal", "importActual"})


def arguments(call: Node) -> list[Node]:
    """The arguments of a call, comments left out."""
    found = call.child_by_field_name("arguments")
    if found is None or found.type != "arguments":
        return []
    return [child for child in found.named_children if child.type != "comment"]


def called(parsed: Parsed, call: Node) -> str:
    """The source of what a call calls, without spaces.

    The grammar takes ``await f<T>(x)`` for a call of ``await f``.
    """
    function = call.child_by_field_name("function")
    if function is not None and function.type == "await_expression" and function.named_children:
        function = function.named_children[0]
    return "" if function is None else "".join(parsed.text(function).split())


def module_of_call(parsed: Parsed, call: Node) -> tuple[Term, ...] | None:
    """The module that ``import()``, ``require()`` and their like give; None for other calls."""
    name = called(parsed, call)
    owner, _, last = name.rpartition(".")
    given = arguments(call)
    line = call.start_point.row + 1
    if name == "import" or (last in _LOADERS and (given or last not in _ORIGINALS)):
        if (owner and owner not in MOCKERS and last != "require") or not given:
            return None
        spec = spec_argument(parsed, given[0])
        if spec is None:
            return (Term("dynamic", "a module whose name is computed", line=line),)
        return (Term("import", "", spec, line=line),)
    if not given and (name in _ORIGINALS or _is_original(parsed, call, name)):
        spec = mocked_module(parsed, call)
        return None if spec is None else (Term("import", "", spec, line=line),)
    return None


def spec_argument(parsed: Parsed, node: Node) -> str | None:
    """The module that an argument names: a string, or ``import('x')`` where mocks take one."""
    if node.type == "call_expression" and called(parsed, node) == "import" and arguments(node):
        node = arguments(node)[0]
    return type_import(parsed, node) or string_value(parsed, node)


def is_mock(parsed: Parsed, call: Node) -> bool:
    """Whether a call puts something in the place of a module."""
    owner, _, last = called(parsed, call).rpartition(".")
    return last in MOCKS and owner in MOCKERS


def mocked_module(parsed: Parsed, node: Node) -> str | None:
    """The module for which the nearest mock call around a node stands."""
    for parent in ancestors(node):
        if parent.type == "call_expression" and is_mock(parsed, parent) and arguments(parent):
            return spec_argument(parsed, arguments(parent)[0])
    return None


def _is_original(parsed: Parsed, call: Node, name: str) -> bool:
    """Whether a call is of the first parameter of a mock's factory."""
    if not name.isidentifier():
        return False
    for parent in ancestors(call):
        if parent.type != "call_expression" or not is_mock(parsed, parent):
            continue
        given = arguments(parent)
        factory = given[1] if len(given) > 1 else None
        if factory is None:
            return False
        single = factory.child_by_field_name("parameter")
        several = factory.child_by_field_name("parameters")
        first = single or next(iter(several.named_children if several is not None else ()), None)
        pattern = first and (first.child_by_field_name("pattern") or first)
        return pattern is not None and parsed.text(pattern) == name
    return False
