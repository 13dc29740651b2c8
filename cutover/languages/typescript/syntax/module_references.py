"""The texts by which a file names other modules, and the stars that pass their names on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from cutover.languages.base import Hit, Term
from cutover.languages.typescript.syntax.bindings import FUNCTIONS
from cutover.languages.typescript.syntax.call_expressions import arguments, called, is_mock
from cutover.languages.typescript.syntax.import_syntax import spec_of
from cutover.languages.typescript.syntax.parsing import (
    TRANSPARENT,
    Parsed,
    ancestors,
    string_value,
    type_import,
)
from cutover.languages.typescript.syntax.scopes import qualified_scope
from cutover.model import Kind

_SOURCES = frozenset({"import_statement", "export_statement", "import_require_clause"})
_IMPORT = re.compile(rb"(?<![\w$.])import\s*\(")
_REQUIRE = re.compile(rb"require(?<![\w$]require)\s*\(")
_TYPE = re.compile(rb"import(?<![\w$.]import)\s*\(\s*(['\"])([^'\"\\\n]+)\1\s*\)(?!\s*\.)")
_BOUND = frozenset({"expression_statement", "import_require_clause"})
_WRAPPERS = frozenset({"__importStar", "__importDefault", "__exportStar", "__export", "__toESM",
                       "_interopRequireDefault", "_interopRequireWildcard"})  # fmt: skip
_AROUND = TRANSPARENT | {"await_expression"}
_WAITING = frozenset({"then", "all", "allSettled", "race", "expect"})
_LOADERS = frozenset({"import", "require", "importActual", "importMock", "requireActual",
                      "requireMock", "resolve", "module", "URL"})  # fmt: skip


def star_hits(parsed: Parsed) -> tuple[Hit, ...]:
    """The ``*`` of every ``export * from`` at the top level."""
    found: list[Hit] = []
    for node in parsed.root.named_children:
        if node.type != "export_statement":
            continue
        star = next((child for child in node.children if child.type == "*"), None)
        spec = spec_of(parsed, node)
        if star is None or spec is None:
            continue
        term = Term("import", "", spec, line=node.start_point.row + 1)
        start, end = star.start_byte, star.end_byte
        found.append(Hit(start, end, "*", "code", Kind.EXPORT, "", (term,), "star-export"))
    return tuple(found)


def handed_on(parsed: Parsed) -> Iterator[Hit]:
    """The modules whose value others take: ``lazy(() => import('x'))``, ``require('x')()``."""
    yield from _required(parsed)
    yield from _typed(parsed)
    for found in _IMPORT.finditer(parsed.data):
        keyword = parsed.node_at(found.start(), found.start() + len(b"import"))
        call = next((p for p in ancestors(keyword) if p.type != "import"), None)
        given = arguments(call) if call is not None and call.type == "call_expression" else []
        if call is not None and given and _is_handed_on(parsed, call):
            yield from _loading(parsed, call, given[0], "default")


def _required(parsed: Parsed) -> Iterator[Hit]:
    """The ``require('x')`` that are part of an expression."""
    for found in _REQUIRE.finditer(parsed.data):
        keyword = parsed.node_at(found.start(), found.start() + len(b"require"))
        call = keyword.parent
        if call is None or call.type != "call_expression" or not _is_used(parsed, call):
            continue
        given = arguments(call)
        if len(given) == 1:
            yield from _loading(parsed, call, given[0], "")


def _loading(parsed: Parsed, call: Node, given: Node, name: str) -> Iterator[Hit]:
    """The hit of what a call is given, if that says which module it loads."""
    if spec := string_value(parsed, given):
        yield _whole(parsed, call, (given.start_byte + 1, given.end_byte - 1), name, spec)


def _typed(parsed: Parsed) -> Iterator[Hit]:
    """The ``import('x')`` of types and of comments that ask the module for no name."""
    for found in _TYPE.finditer(parsed.data):
        node = parsed.node_at(found.start(), found.start() + len(b"import"))
        if node.type == "comment" or type_import(parsed, node):
            spec = found[2].decode("utf-8", "replace")
            yield _whole(parsed, node, found.span(2), "", spec)


def _whole(parsed: Parsed, node: Node, span: tuple[int, int], name: str, spec: str) -> Hit:
    """A module that is taken for its default, or (without name) for what it is."""
    term = Term("import", name, spec, line=node.start_point.row + 1)
    scope = qualified_scope(parsed, node)
    return Hit(*span, "default", "code", Kind.IMPORT, scope, (term,), "module-default")


def _is_used(parsed: Parsed, call: Node) -> bool:
    """Whether a module that is required becomes part of an expression that no name stands for.

    What is bound to a name, or only run, is none.
    """
    parent = call.parent
    while parent is not None and parent.type in TRANSPARENT:
        parent = parent.parent
    if parent is None or parent.type in _BOUND:
        return False
    if parent.type == "variable_declarator":
        name = parent.child_by_field_name("name")
        return name is not None and name.type != "identifier"
    outer = parent.parent
    return parent.type != "arguments" or outer is None or not _is_wrapped(parsed, outer)


def _is_wrapped(parsed: Parsed, call: Node) -> bool:
    """Whether a call is a mock, or what compilers write around a module."""
    if call.type != "call_expression":
        return False
    return is_mock(parsed, call) or called(parsed, call).rpartition(".")[2] in _WRAPPERS


def _is_handed_on(parsed: Parsed, call: Node) -> bool:
    """Whether a module leaves the place that loads it as it is, and not for a mock."""
    node, parent = call, call.parent
    while parent is not None and parent.type in _AROUND:
        node, parent = parent, parent.parent
    if parent is None:
        return False
    if parent.type == "arguments":
        return node == call and not _is_taken_apart(parsed, parent)
    if parent.type == "return_statement":
        parent = next((p for p in ancestors(parent) if p.type in FUNCTIONS), None)
    elif parent.type != "arrow_function" or parent.child_by_field_name("body") != node:
        return False
    holder = parent.parent if parent is not None else None
    if parent is None or holder is None:
        return False
    if holder.type == "arguments":
        return not _is_taken_apart(parsed, holder)
    named = holder if holder.type == "variable_declarator" else parent
    name = named.child_by_field_name("name")
    return name is None or not _is_called(parsed, parsed.text(name))


def _is_taken_apart(parsed: Parsed, given: Node) -> bool:
    """Whether what is given to a call stands for a module, or is looked into at once."""
    call = given.parent
    if call is None or call.type != "call_expression" or is_mock(parsed, call):
        return True
    return called(parsed, call).rpartition(".")[2] in _WAITING


def _is_called(parsed: Parsed, name: str) -> bool:
    return (
        re.search(rb"(?<![\w$.])" + re.escape(name.encode()) + rb"\s*\(\s*\)", parsed.data)
        is not None
    )


def module_imports(parsed: Parsed, stem: str) -> Iterator[tuple[Term, int]]:
    """The modules named by a text with ``stem`` in it, with the offset of the text."""
    seen: set[int] = set()
    word = stem.encode()
    at = parsed.data.find(word)
    while at >= 0:
        node = parsed.node_at(at, at + len(word))
        start, spec = _spec_at(parsed, node)
        if spec and start not in seen:
            seen.add(start)
            yield Term("import", "", spec, line=node.start_point.row + 1), start
        at = parsed.data.find(word, at + len(word))


def _spec_at(parsed: Parsed, node: Node) -> tuple[int, str]:
    if spec := type_import(parsed, node):
        return node.start_byte, spec
    string = node.parent if node.type == "string_fragment" else node
    if string is None or not names_module(parsed, string):
        return -1, ""
    return string.start_byte, string_value(parsed, string) or ""


def names_module(parsed: Parsed, string: Node) -> bool:
    """Whether a string is read as the name of a module."""
    parent = string.parent
    if parent is None or string.type not in {"string", "template_string"}:
        return False
    if parent.type in _SOURCES:
        return parent.child_by_field_name("source") == string
    if parent.type == "module":
        return True
    call = parent.parent
    if parent.type != "arguments" or call is None:
        return False
    if call.type == "new_expression":
        return parsed.text(call.child_by_field_name("constructor") or call) == "URL" and any(
            "import.meta" in parsed.text(child) for child in parent.named_children
        )
    if call.type != "call_expression" or arguments(call)[:1] != [string]:
        return False
    name = called(parsed, call)
    return is_mock(parsed, call) or (
        name.rpartition(".")[2] in _LOADERS and not name.startswith("path")
    )
