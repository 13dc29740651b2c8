"""The texts by which a file names other modules, and the stars that pass their names on."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from cutover.languages.base import Hit, Term
from cutover.languages.typescript.calling import arguments, called, is_mock
from cutover.languages.typescript.modules import spec_of
from cutover.languages.typescript.parsing import Parsed, string_value, type_import
from cutover.model import Kind

_SOURCES = frozenset({"import_statement", "export_statement", "import_require_clause"})
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
