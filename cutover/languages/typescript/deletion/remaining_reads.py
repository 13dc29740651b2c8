"""Whether a file still reads a name when some of its code is gone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from tree_sitter import Node

from cutover.languages.nodes import descendants
from cutover.languages.typescript.syntax.attached import inside
from cutover.languages.typescript.syntax.parsing import Parsed, type_import
from cutover.languages.typescript.syntax.scopes import lookup
from cutover.languages.words import whole_words

_NAMES = frozenset({"identifier", "type_identifier", "shorthand_property_identifier"})
_JSX = frozenset({"jsx_element", "jsx_self_closing_element"})
_FACTORIES = frozenset({"React", "h", "Preact"})
_BRACED = re.compile(rb"\{[^{}]*\}")
_WORD = re.compile(rb"[^\W\d][\w$]*")


def names_in(parsed: Parsed, spans: Sequence[tuple[int, int]]) -> set[str]:
    """The names that the code of some spans reads, JSDoc types included."""
    names: set[str] = set()
    for node in _within(parsed, spans):
        if node.type in _NAMES:
            names.add(parsed.text(node))
        elif node.type == "comment":
            names.update(word.decode("utf-8", "replace") for word in _documented(parsed, node))
        elif node.type in _JSX:
            names |= _FACTORIES
    return names


def _within(parsed: Parsed, spans: Sequence[tuple[int, int]]) -> Iterator[Node]:
    def walk(node: Node) -> Iterator[Node]:
        for child in node.children:
            overlap = [s for s in spans if s[0] < child.end_byte and child.start_byte < s[1]]
            if any(s <= child.start_byte and child.end_byte <= e for s, e in overlap):
                yield from descendants(child)
            elif overlap:
                yield from walk(child)

    yield from walk(parsed.root)


def _documented(parsed: Parsed, comment: Node) -> Iterator[bytes]:
    """The words in the braces of a JSDoc comment."""
    text = parsed.data[comment.start_byte : comment.end_byte]
    if text.startswith(b"/**"):
        for braced in _BRACED.finditer(text):
            yield from _WORD.findall(braced[0])


def is_read(
    parsed: Parsed,
    name: str,
    own: Sequence[tuple[int, int]],
    gone: Sequence[tuple[int, int]],
) -> bool:
    """Whether the file still reads a name outside the removed code and its own definitions."""
    word = name.encode()
    for start in whole_words(parsed.data, word):
        if inside(gone, start) or inside(own, start):
            continue
        node = parsed.node_at(start, start + len(word))
        if node.type == "comment":
            if word in _documented(parsed, node):
                return True
        elif _reads(parsed, name, node, own):
            return True
    return name in _FACTORIES and _has_jsx(parsed, gone)


def _reads(parsed: Parsed, name: str, node: Node, own: Iterable[tuple[int, int]]) -> bool:
    if node.type not in _NAMES or type_import(parsed, node):
        return False
    if _is_export_name(node):
        return False
    if node.end_byte - node.start_byte != len(name.encode()):
        return True
    found = lookup(parsed, name, node)
    return not found or any(inside(list(own), each.start) for each in found)


def _is_export_name(node: Node) -> bool:
    """Whether a name is not of this file: of another module, or what importers call it."""
    parent = node.parent
    if parent is None or parent.type not in {"export_specifier", "import_specifier"}:
        return False
    clause = parent.parent
    statement = clause.parent if clause is not None else None
    if parent.type == "import_specifier":
        return parent.child_by_field_name("alias") is not None
    if statement is not None and statement.child_by_field_name("source") is not None:
        return True
    return parent.child_by_field_name("alias") == node


def _has_jsx(parsed: Parsed, gone: Sequence[tuple[int, int]]) -> bool:
    return any(
        node.type in _JSX and not inside(gone, node.start_byte) for node in descendants(parsed.root)
    )
