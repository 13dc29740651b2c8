"""Names between braces: what goes, what changes and what joins, with the layout kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct
from tree_sitter import Node

from cutover.languages.patch import Patch
from cutover.languages.typescript.imports.order import reordered

_COMMENT = re.compile(rb"[ \t]*(?://[^\r\n]*|/\*[^\r\n]*?\*/)")


class Listing(Struct, frozen=True):
    """The entries of a braced list, as byte spans, in the file that holds them."""

    data: bytes
    start: int
    end: int
    entries: tuple[tuple[int, int], ...]

    def between(self, index: int) -> bytes:
        """What stands after an entry, up to the next one or the closing brace."""
        following = self.entries[index + 1][0] if index + 1 < len(self.entries) else self.end - 1
        return self.data[self.entries[index][1] : following]

    @property
    def is_broken(self) -> bool:
        """Whether the last entry stands on a line of its own."""
        last = self.entries[-1][0]
        line = self.data[self.data.rfind(b"\n", 0, last) + 1 : last]
        return not line.strip() and self.data.find(b"\n", self.start, last) >= 0

    @property
    def has_notes(self) -> bool:
        """Whether comments stand between the entries, which belong to one of them."""
        return any(_COMMENT.search(self.between(i)) for i in range(len(self.entries))) or (
            _COMMENT.search(self.data, self.start, self.entries[0][0]) is not None
        )

    @property
    def closes_comma(self) -> bool:
        """Whether a comma follows the last entry."""
        return b"," in _COMMENT.sub(b"", self.between(len(self.entries) - 1))


def listing(data: bytes, node: Node) -> Listing:
    """The list that a node with braces holds."""
    spans = [
        (child.start_byte, child.end_byte)
        for child in node.named_children
        if child.type not in {"comment", "ERROR"}
    ]
    return Listing(data, node.start_byte, node.end_byte, tuple(spans))


def list_patches(
    names: Listing, changed: Mapping[int, bytes], gone: frozenset[int], added: Sequence[bytes]
) -> list[Patch]:
    """The patches of a list that keeps an entry; ``changed`` and ``gone`` are by index.

    A name that joins takes the place of one that goes, if there is one.
    """
    left = sorted(gone)
    joining = list(added)
    if changed and not left and not joining and not names.has_notes:
        changed = reordered([names.data[start:end] for start, end in names.entries], changed)
    patches = [Patch(*names.entries[i], text) for i, text in changed.items() if i not in gone]
    while left and joining:
        patches.append(Patch(*names.entries[left.pop(0)], joining.pop(0)))
    patches += _dropped(names, left)
    if joining:
        patches += _joined(names, joining)
    return patches


def braced(names: Sequence[bytes], model: bytes = b"{ ") -> bytes:
    """A list on one line, with or without spaces as ``model`` has them."""
    pad = b" " if model[1:2].isspace() else b""
    return b"{" + pad + b", ".join(names) + pad + b"}"


def _dropped(names: Listing, gone: Sequence[int]) -> list[Patch]:
    patches: list[Patch] = []
    last = len(names.entries) - 1
    at = 0
    while at < len(gone):
        first = until = gone[at]
        while at + 1 < len(gone) and gone[at + 1] == until + 1:
            at += 1
            until = gone[at]
        if until < last:
            patches.append(_inner(names, first, until))
        else:
            patches += _final(names, first)
        at += 1
    return patches


def _inner(names: Listing, first: int, until: int) -> Patch:
    """Entries with another one after them, and their commas."""
    start, after = names.entries[first][0], names.entries[until][1]
    gap = names.between(until)
    cut = gap.find(b"\n")
    if cut < 0:
        return Patch(start, after + len(gap), b"")
    line = names.data.rfind(b"\n", 0, start) + 1
    if not names.data[line:start].strip():
        return Patch(line, after + cut + 1, b"")
    before = names.data[:start].rstrip()
    return Patch(len(before), after + len(gap[:cut].rstrip()), b"")


def _final(names: Listing, first: int) -> list[Patch]:
    """The last entries, with the comma that then has nothing before it."""
    before, end = names.entries[first - 1][1], names.entries[-1][1]
    gap = names.between(first - 1)
    tail = names.between(len(names.entries) - 1)
    note = _COMMENT.match(tail.lstrip(b" \t,"))
    if not (names.is_broken and (note or _COMMENT.search(gap))):
        return [Patch(before, end, b"")]
    cut = tail.find(b"\n") + 1
    start = names.data.rfind(b"\n", 0, names.entries[first][0]) + 1
    patches = [Patch(start, end + cut, b"")]
    if not names.closes_comma:
        comma = before + gap.index(b",")
        patches.append(Patch(comma, comma + 1, b""))
    return patches


def _joined(names: Listing, added: Sequence[bytes]) -> list[Patch]:
    """Names after the last entry, one a line where the list is broken."""
    if not names.entries:
        return [Patch(names.start, names.end, braced(added))]
    last = names.entries[-1]
    if not names.is_broken:
        return [Patch(last[1], last[1], b"".join(b", " + name for name in added))]
    line = names.data.rfind(b"\n", 0, last[0]) + 1
    newline = b"\r\n" if names.data[line - 2 : line - 1] == b"\r" else b"\n"
    indent = newline + names.data[line : last[0]]
    tail = names.between(len(names.entries) - 1)
    comma = tail.find(b",") if names.closes_comma else -1
    note = _COMMENT.match(tail, comma + 1)
    if note is None:
        return [Patch(last[1], last[1], b"".join(b"," + indent + name for name in added))]
    at = last[1] + note.end()
    if comma >= 0:
        return [Patch(at, at, b"".join(indent + name + b"," for name in added))]
    text = b",".join(indent + name for name in added)
    return [Patch(last[1], last[1], b","), Patch(at, at, text)]
