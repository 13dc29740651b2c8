"""Where the arguments, commas and comments of a call stand, and edits of it as they collect."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from tree_sitter import Node

from cutover.languages.call_nouns import Argument, Call
from cutover.languages.patch import Patch


class SpanEdits:
    """Edits as they are collected: insertions at one point queue up, deletions may overlap."""

    def __init__(self) -> None:
        self._inserted: dict[int, bytes] = {}
        self._deleted: list[tuple[int, int]] = []
        self._replaced: list[Patch] = []

    def insert(self, position: int, text: bytes) -> None:
        """Add text at a position, after what was inserted there before."""
        if text:
            self._inserted[position] = self._inserted.get(position, b"") + text

    def delete(self, start: int, end: int) -> None:
        """Remove a span."""
        if start < end:
            self._deleted.append((start, end))

    def replace(self, node: Node, text: bytes) -> None:
        """Put other text in the place of a node."""
        if text != node.text:
            self._replaced.append(Patch(node.start_byte, node.end_byte, text))

    def patches(self) -> tuple[Patch, ...]:
        """The edits, sorted and disjoint."""
        found = [Patch(at, at, text) for at, text in self._inserted.items()]
        merged: list[tuple[int, int]] = []
        for start, end in sorted(self._deleted):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        found += [Patch(start, end, b"") for start, end in merged]
        return tuple(sorted(found + self._replaced))


class CallLayout(Struct, frozen=True):
    """Where the arguments, commas and comments of a call stand.

    ``indent`` is that of one argument per line, None where they share lines.
    """

    arguments: tuple[Argument, ...]
    commas: tuple[Node | None, ...]
    tokens: tuple[Node, ...]
    opening: int
    closing: int
    indent: bytes | None
    newline: bytes


def laid_out(call: Call) -> CallLayout:
    """Where everything stands in a call."""
    arguments = call.arguments
    newline = b"\r\n" if b"\r\n" in (call.node.text or b"") else b"\n"
    if call.is_bare:
        start, end = call.node.start_byte, call.node.end_byte
        return CallLayout(arguments, (None,), (), start, end, None, newline)
    tokens = tuple(node for node in call.node.children if node.type != "line_continuation")
    commas: list[Node | None] = []
    for token in tokens[1:-1]:
        if token.type == "," and commas:
            commas[-1] = token
        elif token.type not in (",", "comment"):
            commas.append(None)
    indent = _indent(call.data, arguments, tokens)
    opening, closing = tokens[0].end_byte, tokens[-1].start_byte
    return CallLayout(arguments, tuple(commas), tokens, opening, closing, indent, newline)


def _indent(data: bytes, arguments: Sequence[Argument], tokens: Sequence[Node]) -> bytes | None:
    found = [indentation(data, argument.node.start_byte) for argument in arguments]
    closes = indentation(data, tokens[-1].start_byte) is not None
    if not found:
        return None
    if len(found) == 1:
        return found[0] if closes else None
    return None if None in found[1:] else found[1]


def indentation(data: bytes, position: int) -> bytes | None:
    """The white space before a position that is the first on its line, else None."""
    before = data[data.rfind(b"\n", 0, position) + 1 : position]
    return None if before.strip() else before


def holds_comment(layout: CallLayout, start: int, end: int) -> bool:
    """Whether a comment begins inside a span."""
    return any(
        token.type == "comment" and start <= token.start_byte < end for token in layout.tokens
    )
