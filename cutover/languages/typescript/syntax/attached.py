"""The comments that belong to a statement, and the holes that deleted statements leave."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tree_sitter import Node

from cutover.languages.patch import Patch
from cutover.languages.typescript.syntax.parsing import Parsed, ancestors

_OF_FILE = re.compile(
    rb"@license|@preserve|@fileoverview|@file\b|@packageDocumentation|@module\b|@jsx|@ts-nocheck"
    rb"|@ts-check|@vitest-environment|@jest-environment|\bcopyright\b|SPDX-|^///\s*<|^/\*!|#region",
    re.IGNORECASE,
)
_DEFINES = re.compile(rb"^/\*\*.*@(?:typedef|callback)\b", re.DOTALL)
_DISABLE = re.compile(rb"eslint-disable(?!-)|biome-ignore-all|biome-ignore-start")
_CLOSERS = frozenset({b"}", b"]", b")"})
_ENABLE = re.compile(rb"eslint-enable|biome-ignore-end")


def attached(parsed: Parsed, node: Node) -> tuple[int, int]:
    """The bytes of a statement with the comments directly above it.

    A comment about the whole file, or one that defines a type, is none of them; one that switches
    a linter off is, if the next line after the statement switches it on again.
    """
    if node.type == "comment":
        return node.start_byte, node.end_byte
    start, end = node.start_byte, _terminated(parsed, node)
    enable = _below(parsed, node)
    above = node.prev_named_sibling
    while above is not None and above.type == "comment" and _touches(parsed, above, start):
        text = parsed.data[above.start_byte : above.end_byte]
        if (
            _OF_FILE.search(text)
            or _DEFINES.search(text)
            or (_DISABLE.search(text) and enable is None)
        ):
            break
        if _DISABLE.search(text) and enable is not None:
            end = enable.end_byte
        start = above.start_byte
        above = above.prev_named_sibling
    return start, end


def _terminated(parsed: Parsed, node: Node) -> int:
    """The end of a statement with a semicolon that the grammar takes for an empty one."""
    following = node.next_sibling
    empty = following is not None and following.type == "empty_statement"
    if following is not None and empty and following.start_point.row == node.end_point.row:
        return following.end_byte
    return node.end_byte


def _touches(parsed: Parsed, comment: Node, start: int) -> bool:
    """Whether a comment has its own line, right above what starts at ``start``."""
    data = parsed.data
    gap = data[comment.end_byte : start]
    line = data[data.rfind(b"\n", 0, comment.start_byte) + 1 : comment.start_byte]
    return gap.count(b"\n") <= 1 and not gap.strip() and not line.strip(b" \t\xef\xbb\xbf")


def _below(parsed: Parsed, node: Node) -> Node | None:
    """The comment on the next line that switches a linter on."""
    comment = node.next_named_sibling
    if comment is None or comment.type != "comment":
        return None
    gap = parsed.data[node.end_byte : comment.start_byte]
    text = parsed.data[comment.start_byte : comment.end_byte]
    return comment if gap.count(b"\n") == 1 and _ENABLE.search(text) else None


def entry_span(data: bytes, node: Node) -> tuple[int, int]:
    """The bytes of an entry of a list with its comma, and with its line if it has one to itself."""
    start, end = node.start_byte, node.end_byte
    after = _skip(data, end)
    line = data.rfind(b"\n", 0, start) + 1
    alone = not data[line:start].strip()
    if data[after : after + 1] == b",":
        after += 1
        stop = data.find(b"\n", after) + 1 or len(data)
        rest = data[after:stop].strip()
        if alone and (not rest or rest.startswith(b"//")):
            return line, stop
        return start, _skip(data, after)
    before = len(data[:start].rstrip())
    return (before - 1, end) if data[before - 1 : before] == b"," else (start, end)


def notes_above(parsed: Parsed, at: int) -> list[tuple[int, int]]:
    """The comments on the lines right above the entry of a list that starts at ``at``."""
    entry = parsed.node_at(at, at + 1)
    for outer in ancestors(entry):
        if outer.start_byte != at:
            break
        entry = outer
    found: list[tuple[int, int]] = []
    above, start = entry.prev_named_sibling, at
    while above is not None and above.type == "comment" and _touches(parsed, above, start):
        found.append((above.start_byte, above.end_byte))
        start, above = above.start_byte, above.prev_named_sibling
    return found


def _skip(data: bytes, at: int) -> int:
    while data[at : at + 1] in {b" ", b"\t"}:
        at += 1
    return at


def holes(data: bytes, spans: Iterable[tuple[int, int]]) -> tuple[Patch, ...]:
    """Patches that delete spans, with their lines where nothing else is on them.

    Of the blank lines before and after each hole the larger number stays.
    """
    merged: list[tuple[int, int]] = []
    for start, end in sorted(set(spans)):
        begin, stop = _lines(data, start, end)
        if merged and not data[merged[-1][1] : begin].strip():
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((begin, stop))
    return tuple(Patch(*_with_blanks(data, begin, stop), b"") for begin, stop in merged)


def _lines(data: bytes, start: int, end: int) -> tuple[int, int]:
    begin = data.rfind(b"\n", 0, start) + 1
    stop = data.find(b"\n", end) + 1 or len(data)
    before, after = data[begin:start].lstrip(b"\xef\xbb\xbf"), data[end:stop].strip()
    if end > start and data[end - 1 : end] == b"\n":
        return start, end
    if before.strip():
        closes = after[:1] in _CLOSERS and bool(data[start - 1 : start].strip())
        return (
            (len(data[:start].rstrip(b" \t")), end)
            if not after
            else (start, end if closes else _skip(data, end))
        )
    if not after or after.startswith(b"//"):
        return (begin + 3 if data[begin : begin + 3] == b"\xef\xbb\xbf" else begin), stop
    return start, _skip(data, end)


def _is_line_start(data: bytes, at: int) -> bool:
    return at == 0 or data[at - 1 : at] == b"\n" or data[:at] == b"\xef\xbb\xbf"


def _with_blanks(data: bytes, begin: int, stop: int) -> tuple[int, int]:
    if not _is_line_start(data, begin) or (not _is_line_start(data, stop) and stop < len(data)):
        return begin, stop
    head = len(data[:begin].rstrip(b" \t\r\n\xef\xbb\xbf"))
    before = data.find(b"\n", head) + 1 if head else 0
    before = begin if head and not before else before
    tail = data[stop:]
    rest = len(tail) - len(tail.lstrip(b" \t\r\n"))
    after = data.rfind(b"\n", stop, stop + rest) + 1 or stop
    if stop + rest >= len(data):
        return before, len(data)
    if not head:
        return begin, after
    if _opens(data, head):
        return before, after
    if data.count(b"\n", before, begin) >= data.count(b"\n", stop, after):
        return begin, after
    return before, stop


def _opens(data: bytes, head: int) -> bool:
    """Whether a block opens right above, which then has no blank line at its top."""
    return data[head - 1 : head] == b"{"


def inside(spans: Sequence[tuple[int, int]], offset: int) -> bool:
    """Whether a place lies in one of the spans."""
    return any(start <= offset < end for start, end in spans)
