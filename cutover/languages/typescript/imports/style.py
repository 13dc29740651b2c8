"""Where statements stand: the style of their neighbours, and the holes they leave."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from tree_sitter import Node

from cutover.languages.typescript.imports.statements import Statement, read_statement
from cutover.languages.typescript.syntax.parsing import Parsed

_BOM = b"\xef\xbb\xbf"
_REST = re.compile(rb"[ \t]*;?[ \t]*(?://[^\r\n]*|/\*[^\r\n]*?\*/[ \t]*)?(?=[\r\n]|\Z)")
_ABOVE = re.compile(
    rb"[ \t]*//[ \t]*(?:eslint-disable-next-line|@ts-ignore|@ts-expect-error|prettier-ignore"
    rb"|biome-ignore)[^\n]*\n\Z"
)
_DEFAULTS = (b"'", b";", b"{ ")


class Style(Struct, frozen=True):
    """How a file writes its imports."""

    quote: bytes
    end: bytes
    brace: bytes
    newline: bytes


def newline_of(data: bytes) -> bytes:
    """The line break of a file, by its first one."""
    at = data.find(b"\n")
    return b"\r\n" if at > 0 and data[at - 1 : at] == b"\r" else b"\n"


def style_of(parsed: Parsed, near: Statement | None) -> Style:
    """The style of a statement, and where it shows none that of the file's first that does."""
    data = parsed.data
    found = [near] if near is not None else []
    found += statements_of(parsed, parsed.root)
    quote, end, brace = _DEFAULTS
    quoted = next((s.source for s in found if s.source is not None), None)
    if quoted is not None:
        quote = data[quoted.start - 1 : quoted.start]
    if found:
        end = b";" if data[found[0].node.end_byte - 1 : found[0].node.end_byte] == b";" else b""
    lists = (data[s.names.start_byte : s.names.end_byte] for s in found if s.names is not None)
    listed = next((text for text in lists if b"\n" not in text), b"")
    if listed:
        brace = b"{ " if listed[1:2].isspace() else b"{"
    return Style(quote, end, brace, newline_of(data))


def statements_of(parsed: Parsed, block: Node) -> Iterator[Statement]:
    """The statements of a block that name what modules offer."""
    for child in block.named_children:
        found = read_statement(parsed, child)
        if found is not None:
            yield found


def line_end(data: bytes, offset: int) -> int:
    """The end of what belongs to a statement on its line: a comment goes with it."""
    found = _REST.match(data, offset)
    return offset if found is None else found.end()


def indent_at(data: bytes, offset: int) -> bytes:
    """The white space that the line of an offset begins with."""
    line = data[data.rfind(b"\n", 0, offset) + 1 : offset]
    return line[: len(line) - len(line.lstrip(b" \t"))]


def top_place(parsed: Parsed) -> tuple[int, bytes]:
    """Where the first import of a file goes: behind comments and directives; with what around.

    The bytes say what must follow the statement (an empty line before code, or only a line break).
    """
    data, newline = parsed.data, newline_of(parsed.data)
    at = len(_BOM) if data.startswith(_BOM) else 0
    for child in parsed.root.children:
        directive = child.type == "expression_statement" and child.named_children and (
            child.named_children[0].type == "string"
        )  # fmt: skip
        attached = child.type == "comment" and not _stands_apart(data, child)
        if attached or not (directive or child.type in {"comment", "hash_bang_line"}):
            break
        at = data.find(b"\n", child.end_byte) + 1 or len(data)
    while data[at : at + len(newline)] == newline:
        at += len(newline)
    return at, newline * 2


def _stands_apart(data: bytes, comment: Node) -> bool:
    """Whether a comment is about the file: a blank line follows, or another comment does."""
    following = comment.next_sibling
    if following is None or following.type == "comment":
        return True
    return data[comment.end_byte : following.start_byte].count(b"\n") > 1


def with_notes(data: bytes, span: tuple[int, int]) -> tuple[int, int]:
    """A statement with what the line above it tells a tool about it."""
    line = data.rfind(b"\n", 0, span[0]) + 1
    if data[line : span[0]].strip():
        return span
    found = _ABOVE.search(data, data.rfind(b"\n", 0, max(0, line - 1)) + 1, line)
    return span if found is None else (found.start(), span[1])
