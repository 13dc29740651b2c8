"""Code inside something else: doctests, fences, notebooks, strings of source.

A block is the code as a file of its own, with a map from its bytes to those of the host. Patches
made on the code are carried back with the host's prefixes and escapes.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

from msgspec import Struct, structs

from cutover.languages.patch import Patch, patched

DOCTEST = re.compile(rb"^([ \t]*)(>>>|\.\.\.)(?: (.*)|)$")


class Line(Struct, frozen=True):
    """One line of code: where it stands in the host, and the host's bytes around it.

    ``offsets`` maps each byte of the code line to the host when escapes shift them.
    """

    start: int
    end: int
    code: int
    prefix: bytes
    suffix: bytes
    offsets: tuple[int, ...] = ()


class Block(Struct, frozen=True):
    """Embedded code (``data``) and the host lines it comes from.

    ``style`` tells how to write it back, ``language`` which one it is in; ``certain`` is false
    where nothing says that it is code at all.
    """

    data: bytes
    lines: tuple[Line, ...]
    style: str
    certain: bool = True
    language: str = "python"

    @property
    def start(self) -> int:
        """Where the first code byte stands in the host."""
        return self.lines[0].code

    def _starts(self) -> tuple[int, ...]:
        return _line_starts(self.data)

    def pieces(self) -> Iterator[Block]:
        """The code of each fence alone: the lines that are next to each other in the host."""
        starts, first = self._starts(), 0
        for index in range(1, len(self.lines) + 1):
            whole = index == len(self.lines)
            if whole or self.lines[index - 1].end != self.lines[index].start:
                data = self.data[starts[first] : starts[index]]
                yield structs.replace(self, data=data, lines=self.lines[first:index])
                first = index

    def host(self, offset: int) -> int:
        """The host offset of a code offset."""
        starts = self._starts()
        index = bisect_right(starts, offset, 0, len(self.lines)) - 1
        line = self.lines[index]
        column = offset - starts[index]
        if line.offsets:
            return line.offsets[min(column, len(line.offsets) - 1)]
        return line.code + column

    def code(self, start: int) -> int | None:
        """The code offset of a host offset, None if it is not code of this block."""
        starts = self._starts()
        for index, line in enumerate(self.lines):
            size = starts[index + 1] - starts[index]
            if line.offsets:
                if start in line.offsets:
                    return starts[index] + line.offsets.index(start)
            elif line.code <= start < line.code + size:
                return starts[index] + start - line.code
        return None

    def hosted(self, patches: Sequence[Patch]) -> tuple[Patch, ...]:
        """Patches of the code as patches of the host; none reaches over what is between fences."""
        if all(b"\n" not in p.after and b"\n" not in self.data[p.start : p.end] for p in patches):
            return tuple(
                Patch(self.host(p.start), self.host(p.end), self._escaped(p.after)) for p in patches
            )
        parts = [part for patch in sorted(patches) for part in self._parted(patch)]
        return tuple(hosted for group in self._grouped(parts) if (hosted := self._together(group)))

    def _line(self, offset: int) -> int:
        return bisect_right(self._starts(), offset, 0, len(self.lines)) - 1

    def _parted(self, patch: Patch) -> Iterator[Patch]:
        """A patch cut where the lines of the host are not next to each other."""
        start, after, starts = patch.start, patch.after, self._starts()
        for index in range(self._line(start) + 1, self._line(patch.end) + 1):
            if self.lines[index - 1].end != self.lines[index].start:
                yield Patch(start, starts[index], after)
                start, after = starts[index], b""
        yield Patch(start, patch.end, after)

    def _grouped(self, patches: Iterable[Patch]) -> Iterator[list[Patch]]:
        """Patches in order, those together that touch the same lines."""
        group: list[Patch] = []
        for patch in patches:
            if group and self._line(patch.start) > self._last(group[-1]):
                yield group
                group = []
            group.append(patch)
        yield group

    def _last(self, patch: Patch) -> int:
        """The last line that a patch touches; what it ends with may be joined to the next."""
        last = self._line(patch.end)
        apart = last > 0 and self.lines[last - 1].end != self.lines[last].start
        ends = patch.end == self._starts()[last] and patch.start < patch.end
        return last - 1 if apart and ends else last

    def _together(self, group: Sequence[Patch]) -> Patch | None:
        """Patches that touch the same lines as one patch of those that change."""
        starts = self._starts()
        first, last = self._line(group[0].start), max(map(self._last, group)) + 1
        base = starts[first]
        moved = [Patch(p.start - base, p.end - base, p.after) for p in group]
        old = self.data[base : starts[last]].splitlines(keepends=True)
        new = patched(self.data[base : starts[last]], moved).splitlines(keepends=True)
        head = _common(old, new)
        tail = _common(old[head:][::-1], new[head:][::-1])
        if head + tail == len(old) == len(new):
            return None
        first, last = first + head, last - tail
        added = new[head : len(new) - tail]
        if head and first == last:
            return self._hosted_lines(first, last, added, self.lines[first - 1].end)
        return self._hosted_lines(first, last, added)

    def _hosted_lines(
        self, first: int, last: int, new: Sequence[bytes], start: int | None = None
    ) -> Patch:
        """``new`` in the place of the lines before ``last``; at ``start`` where there are none."""
        start = self.lines[first].start if start is None else start
        end = self.lines[last - 1].end if last > first else start
        model = self._model(first)
        written = [self._written(line.rstrip(b"\r\n"), model) for line in new]
        if self.style == "json" and written and last == len(self.lines):
            written[-1] = (
                model.prefix + self._escaped(new[-1].rstrip(b"\n")) + self.lines[-1].suffix
            )
        return Patch(start, end, b"".join(written))

    def _model(self, first: int) -> Line:
        """The line that new ones look like: one that goes, else the nearest with code in it."""
        starts = self._starts()
        around = (*range(first, len(self.lines)), *range(first - 1, -1, -1))
        filled = (i for i in around if self.data[starts[i] : starts[i + 1]].strip())
        at = min(first, len(self.lines) - 1)
        return self.lines[next(filled, at) if self.style == "source" else at]

    def _written(self, line: bytes, model: Line) -> bytes:
        if self.style == "doctest":
            more = line[:1] in b" \t)]}" and line != b""
            prefix = (
                model.prefix.replace(b">>>", b"...")
                if more
                else model.prefix.replace(b"...", b">>>")
            )
            return prefix + line + model.suffix
        suffix = self.lines[0].suffix if self.style == "json" else model.suffix
        if not line and self.style != "json":
            return suffix.lstrip(b" ")
        return model.prefix + self._escaped(line) + suffix

    def _escaped(self, text: bytes) -> bytes:
        if self.style != "json":
            return text
        return json.dumps(text.decode("utf-8", "replace"), ensure_ascii=False)[1:-1].encode()


def _common(one: Sequence[bytes], other: Sequence[bytes]) -> int:
    """How many lines two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


@lru_cache(maxsize=8)
def _line_starts(data: bytes) -> tuple[int, ...]:
    lengths = (len(line) for line in data.splitlines(keepends=True))
    return (0, *accumulate(lengths))


def block_of(lines: Sequence[tuple[Line, bytes]], style: str) -> Block:
    """Lines of the host with their code as one piece of code."""
    return Block(
        b"".join(code + b"\n" for _, code in lines), tuple(line for line, _ in lines), style
    )


def split_lines(data: bytes, start: int, end: int) -> Iterator[tuple[int, bytes, bytes]]:
    """The lines of ``data[start:end]``: offset, text, line ending."""
    for raw in data[start:end].splitlines(keepends=True):
        text = raw.rstrip(b"\r\n")
        yield start, text, raw[len(text) :]
        start += len(raw)


def doctest_block(data: bytes, start: int, end: int) -> Block | None:
    """The prompt lines of ``data[start:end]`` as one piece of code."""
    lines = []
    for at, text, ending in split_lines(data, start, end):
        found = DOCTEST.match(text)
        if found is None:
            continue
        code = found[3] or b""
        prefix = text[: len(text) - len(code)] if code else found[1] + found[2] + b" "
        lines.append(
            (
                Line(at, at + len(text) + len(ending), at + len(text) - len(code), prefix, ending),
                code,
            )
        )
    return block_of(lines, "doctest") if lines else None


def source_block(data: bytes, start: int, end: int) -> Block | None:
    """A string of source code, dedented; None if escapes make its bytes differ from its value."""
    if b"\\" in data[start:end]:
        return None
    pieces = list(split_lines(data, start, end))
    indents = [len(t) - len(t.lstrip()) for _, t, _ in pieces[1:] if t.strip()]
    margin = min(indents, default=0)
    lines = []
    for index, (at, text, ending) in enumerate(pieces):
        cut = 0 if index == 0 and text.strip() else min(margin, len(text) - len(text.lstrip()))
        lines.append(
            (Line(at, at + len(text) + len(ending), at + cut, text[:cut], ending), text[cut:])
        )
    return block_of(lines, "source") if lines else None
