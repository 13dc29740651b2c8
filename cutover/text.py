"""Bytes and the people who read them: edits applied, positions named, differences shown.

Everything here works on the bytes of a file as it is on disk; nothing here touches a file.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterator
from typing import Literal

from cutover.errors import PlanError, StalePlanError
from cutover.model import Edit, FileChange

Opcode = tuple[Literal["replace", "delete", "insert", "equal"], int, int, int, int]

_NEEDS_QUOTES = re.compile(r'[\x00-\x1f\x7f"\\]')
_NO_NEWLINE = "\n\\ No newline at end of file\n"
_UNKNOWN_PLAN = "make the plan again with `cutover plan`; plan files are not meant to be edited"


def sha256(data: bytes) -> str:
    """The digest that plans and journals know ``data`` by, in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def apply_edits(data: bytes, change: FileChange) -> bytes:
    """The bytes of the file after ``change``; nothing (``b""``) for a deletion.

    Raises `StalePlanError` when an edit's ``before`` is not what stands under its span, `PlanError`
    when edits overlap, are out of order, or cannot be written in the encoding of the file.
    """
    if change.action == "delete":
        return b""
    parts: list[bytes] = []
    position = 0
    for edit in change.edits:
        before, after = _encoded(edit, change)
        if not position <= edit.start <= edit.end:
            raise PlanError(
                f"{change.path}: edit at byte {edit.start} overlaps or precedes the one before it",
                _UNKNOWN_PLAN,
            )
        if edit.end > len(data) or data[edit.start : edit.end] != before:
            raise StalePlanError(
                f"{_place(data, edit.start, change.path)}: expected {edit.before!r}, "
                f"found {data[edit.start : edit.end].decode(change.encoding, 'replace')!r}",
                "the file moved since the plan was made: run `cutover plan` again",
                (change.path,),
            )
        parts += (data[position : edit.start], after)
        position = edit.end
    return b"".join((*parts, data[position:]))


def _encoded(edit: Edit, change: FileChange) -> tuple[bytes, bytes]:
    try:
        return edit.before.encode(change.encoding), edit.after.encode(change.encoding)
    except UnicodeEncodeError as error:
        raise PlanError(
            f"{change.path}: edit at byte {edit.start} is not {change.encoding}: {error}",
            _UNKNOWN_PLAN,
        ) from error


def _place(data: bytes, offset: int, path: str) -> str:
    line, column = line_column(data, min(offset, len(data)))
    return f"{path}:{line}:{column}"


def line_column(data: bytes, offset: int) -> tuple[int, int]:
    """The 1-based line and column (in characters, a byte-order mark not counted) of ``offset``."""
    start = data.rfind(b"\n", 0, offset) + 1
    before = data[start:offset]
    if start == 0:
        before = before.removeprefix(b"\xef\xbb\xbf")
    try:
        column = len(before.decode()) + 1
    except UnicodeDecodeError:
        column = len(before) + 1
    return data.count(b"\n", 0, offset) + 1, column


def unified_diff(path: str, before: bytes | None, after: bytes | None) -> str:
    """What `git apply` needs to turn ``before`` into ``after``; None stands for no such file.

    Bytes that are not UTF-8 become surrogate escapes: write the text with
    ``errors="surrogateescape"`` and the file's own bytes come back.
    """
    if before == after:
        return ""
    return "".join(_diff_lines(path, before, after))


def _diff_lines(path: str, before: bytes | None, after: bytes | None) -> Iterator[str]:
    old, new = _quoted(f"a/{path}"), _quoted(f"b/{path}")
    yield f"diff --git {old} {new}\n"
    if before is None:
        yield "new file mode 100644\n"
    if after is None:
        yield "deleted file mode 100644\n"
    hunks = list(_hunks(_lines(before or b""), _lines(after or b"")))
    if hunks:
        yield f"--- {'/dev/null' if before is None else old}{_tab(path)}\n"
        yield f"+++ {'/dev/null' if after is None else new}{_tab(path)}\n"
    for line in hunks:
        yield line if line.endswith("\n") else line + _NO_NEWLINE


class _Known(difflib.SequenceMatcher[str]):
    """A matcher that was told the answer: difflib then groups it into hunks."""

    def __init__(self, opcodes: list[Opcode]) -> None:
        super().__init__(None, (), ())
        self._known = opcodes

    def get_opcodes(self) -> list[Opcode]:
        """What changed."""
        return self._known


def _hunks(old: list[str], new: list[str]) -> Iterator[str]:
    """The hunks of a unified diff, three lines of context."""
    for group in _Known(_opcodes(old, new)).get_grouped_opcodes(3):
        first, last = group[0], group[-1]
        yield f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@\n"
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                yield from (" " + line for line in old[i1:i2])
                continue
            yield from ("-" + line for line in old[i1:i2])
            yield from ("+" + line for line in new[j1:j2])


def _range(start: int, stop: int) -> str:
    length = stop - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"


def _opcodes(old: list[str], new: list[str]) -> list[Opcode]:
    """What changed, as difflib says it; without its search where lines only change in place."""
    if len(old) == len(new):
        blocks = _changed_blocks(old, new)
        if all(set(old[a:b]).isdisjoint(new[a:b]) for a, b in blocks):
            return _in_place(blocks, len(old))
    return difflib.SequenceMatcher(None, old, new).get_opcodes()


def _changed_blocks(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """The runs of lines that differ, line by line."""
    blocks: list[tuple[int, int]] = []
    for index, (mine, theirs) in enumerate(zip(old, new, strict=True)):
        if mine == theirs:
            continue
        if blocks and blocks[-1][1] == index:
            blocks[-1] = (blocks[-1][0], index + 1)
        else:
            blocks.append((index, index + 1))
    return blocks


def _in_place(blocks: list[tuple[int, int]], count: int) -> list[Opcode]:
    opcodes: list[Opcode] = []
    at = 0
    for start, stop in blocks:
        if at < start:
            opcodes.append(("equal", at, start, at, start))
        opcodes.append(("replace", start, stop, start, stop))
        at = stop
    if at < count:
        opcodes.append(("equal", at, count, at, count))
    return opcodes


def _lines(data: bytes) -> list[str]:
    """Lines as git counts them: ended by ``\\n`` alone."""
    *ended, last = data.decode("utf-8", "surrogateescape").split("\n")
    lines = [line + "\n" for line in ended]
    return [*lines, last] if last else lines


def _tab(path: str) -> str:
    """Git ends a name with a tab when the name holds a space, to tell it from a time stamp."""
    return "\t" if " " in path and not _NEEDS_QUOTES.search(path) else ""


def _quoted(name: str) -> str:
    if not _NEEDS_QUOTES.search(name):
        return name
    special = {0x22: '\\"', 0x5C: "\\\\"}
    data = name.encode("utf-8", "surrogateescape")
    spelt = (special.get(b) or (chr(b) if 0x20 <= b < 0x7F else f"\\{b:03o}") for b in data)
    return '"' + "".join(spelt) + '"'
