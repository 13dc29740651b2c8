"""The statements that name what modules offer: imports, re-exports, destructured loads."""

from __future__ import annotations

import re

from msgspec import Struct
from tree_sitter import Node

from cutover.languages.typescript.syntax.call_expressions import arguments, is_mock, module_of_call
from cutover.languages.typescript.syntax.parsing import Parsed, ancestors

IMPORT_TYPE = re.compile(rb"import\s*\(\s*(['\"])([^'\"\\\n]+)\1")
_WRAPPERS = frozenset({"parenthesized_expression", "await_expression", "as_expression",
                       "satisfies_expression", "non_null_expression", "type_query",
                       "parenthesized_type"})  # fmt: skip


class Source(Struct, frozen=True):
    """The name of a module where code spells it, between its quotes."""

    start: int
    end: int
    spec: str


class Entry(Struct, frozen=True):
    """One name of a list: what the module calls it, and what the file calls it if otherwise."""

    node: Node
    name: Node
    alias: Node | None
    is_type: bool = False


class Statement(Struct, frozen=True):
    """One statement, whatever its form.

    ``kind`` is import, export (with a module), list (an export without one), require (names taken
    from a module that is loaded) or load (the module itself under a name).
    """

    node: Node
    kind: str
    source: Source | None
    names: Node | None = None
    entries: tuple[Entry, ...] = ()
    default: Node | None = None
    namespace: Node | None = None
    is_type: bool = False

    @property
    def size(self) -> int:
        """How many things it names."""
        return len(self.entries) + (self.default is not None) + (self.namespace is not None)


def read_statement(parsed: Parsed, node: Node) -> Statement | None:
    """What a statement names; None for one that is none of these."""
    match node.type:
        case "import_statement":
            return _import(parsed, node)
        case "export_statement":
            return _export(parsed, node)
        case "lexical_declaration" | "variable_declaration":
            return _load(parsed, node)
    return None


def statement_around(parsed: Parsed, node: Node) -> Statement | None:
    """The nearest such statement that a node is part of."""
    for parent in ancestors(node):
        found = read_statement(parsed, parent)
        if found is not None:
            return found
        if parent.type.endswith("_statement") or parent.type == "statement_block":
            return None
    return None


def _import(parsed: Parsed, node: Node) -> Statement | None:
    source = _source(parsed, node.child_by_field_name("source"))
    is_type = any(child.type == "type" for child in node.children)
    clause = next((c for c in node.named_children if c.type == "import_clause"), None)
    required = next((c for c in node.named_children if c.type == "import_require_clause"), None)
    if required is not None:
        source = _source(parsed, required.child_by_field_name("source"))
        bound = required.named_children[0]
        return Statement(node, "load", source, namespace=bound, is_type=is_type)
    default = namespace = names = None
    for child in clause.named_children if clause is not None else ():
        if child.type == "identifier":
            default = child
        elif child.type == "namespace_import":
            namespace = child.named_children[-1]
        elif child.type == "named_imports":
            names = child
    entries = _entries(names)
    return Statement(node, "import", source, names, entries, default, namespace, is_type)


def _export(parsed: Parsed, node: Node) -> Statement | None:
    names = next((c for c in node.named_children if c.type == "export_clause"), None)
    source = _source(parsed, node.child_by_field_name("source"))
    is_type = any(child.type == "type" for child in node.children)
    if source is None and names is None:
        return None
    kind = "list" if source is None else "export"
    return Statement(node, kind, source, names, _entries(names), is_type=is_type)


def _load(parsed: Parsed, node: Node) -> Statement | None:
    declarators = [c for c in node.named_children if c.type == "variable_declarator"]
    if len(declarators) != 1:
        return None
    value = declarators[0].child_by_field_name("value")
    source = loaded(parsed, value) if value is not None else None
    name = declarators[0].child_by_field_name("name")
    if source is None or name is None:
        return None
    if name.type == "identifier":
        return Statement(node, "load", source, namespace=name)
    if name.type != "object_pattern":
        return None
    return Statement(node, "require", source, name, pattern_entries(name))


def pattern_entries(pattern: Node) -> tuple[Entry, ...]:
    """The entries of an object pattern."""
    found = []
    for child in pattern.named_children:
        if child.type == "comment":
            continue
        inner = child
        if child.type == "object_assignment_pattern":
            inner = child.child_by_field_name("left") or child
        key = child.child_by_field_name("key")
        found.append(Entry(child, key or inner, child.child_by_field_name("value")))
    return tuple(found)


def _entries(names: Node | None) -> tuple[Entry, ...]:
    found = []
    for child in names.named_children if names is not None else ():
        name = child.child_by_field_name("name")
        if name is not None:
            is_type = any(c.type == "type" for c in child.children)
            found.append(Entry(child, name, child.child_by_field_name("alias"), is_type))
    return tuple(found)


def _source(parsed: Parsed, literal: Node | None) -> Source | None:
    if literal is None or literal.type != "string":
        return None
    start, end = literal.start_byte + 1, literal.end_byte - 1
    return Source(start, end, parsed.data[start:end].decode("utf-8", "replace"))


def loaded(parsed: Parsed, node: Node | None) -> Source | None:
    """The module that an expression loads: ``require``, ``import()``, what a mock really is."""
    while node is not None and node.type in _WRAPPERS:
        node = node.named_children[0] if node.named_children else None
    if node is None:
        return None
    found = IMPORT_TYPE.match(parsed.data, node.start_byte)
    if found is not None and node.type in {"identifier", "type_identifier", "call_expression"}:
        return Source(found.start(2), found.end(2), found[2].decode("utf-8", "replace"))
    if node.type != "call_expression" or module_of_call(parsed, node) is None:
        return None
    given = arguments(node)
    if given:
        return _source(parsed, given[0])
    mock = mock_call(parsed, node)
    return mocked(parsed, mock) if mock is not None else None


def mock_call(parsed: Parsed, node: Node) -> Node | None:
    """The call that mocks a module with a factory around ``node``."""
    return next(
        (p for p in ancestors(node) if p.type == "call_expression" and is_mock(parsed, p)), None
    )


def mocked(parsed: Parsed, call: Node) -> Source | None:
    """The module that a mocking call replaces; it may be spelled as ``import('x')``."""
    given = arguments(call)
    return (_source(parsed, given[0]) or loaded(parsed, given[0])) if given else None
