"""Code inside something else: doctests, fences, notebooks, strings of source.

A block is the code as a file of its own, with a map from its bytes to those of the host. Patches
made on the code are carried back with the host's prefixes and escapes.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

from msgspec import Struct, structs

from cutover.languages.patch import Patch, patched

_DOCTEST = re.compile(rb"^([ \t]*)(>>>|\.\.\.)(?: (.*)|)$")
_FENCE = re.compile(rb"^([ \t]*)(`{3,}|~{3,})[ \t]*\{?([\w.+-]*)")
_DIRECTIVE = re.compile(
    rb"^([ \t]*)(?:\.\. (?:code-block|code|sourcecode|testcode|ipython)::[ \t]*([\w.+-]*)|.*[^:]::)"
    rb"[ \t]*$"
)
_PYTHON = frozenset(
    {b"python", b"py", b"python3", b"pycon", b"py3", b"ipython", b"pyi", b"testcode"}
)


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

    ``style`` tells how to write it back; ``certain`` is false where nothing says that it is Python.
    """

    data: bytes
    lines: tuple[Line, ...]
    style: str
    certain: bool = True

    @property
    def start(self) -> int:
        """Where the first code byte stands in the host."""
        return self.lines[0].code

    def _starts(self) -> list[int]:
        lengths = (len(line) for line in self.data.splitlines(keepends=True))
        return [0, *accumulate(lengths)]

    def host(self, offset: int) -> int:
        """The host offset of a code offset."""
        starts = self._starts()
        index = max(i for i, start in enumerate(starts[: len(self.lines)]) if start <= offset)
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
        """Patches of the code as patches of the host."""
        if all(b"\n" not in p.after and b"\n" not in self.data[p.start : p.end] for p in patches):
            return tuple(
                Patch(self.host(p.start), self.host(p.end), self._escaped(p.after)) for p in patches
            )
        old = self.data.splitlines(keepends=True)
        new = patched(self.data, patches).splitlines(keepends=True)
        matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
        return tuple(
            self._hosted_lines(i1, i2, new[j1:j2])
            for tag, i1, i2, j1, j2 in matcher.get_opcodes()
            if tag != "equal"
        )

    def _hosted_lines(self, first: int, last: int, new: Sequence[bytes]) -> Patch:
        at_end = first >= len(self.lines)
        start = self.lines[-1].end if at_end else self.lines[first].start
        end = self.lines[last - 1].end if last > first else start
        model = self.lines[min(first, len(self.lines) - 1)]
        written = [self._written(line.rstrip(b"\r\n"), model) for line in new]
        if self.style == "json" and written and last == len(self.lines):
            written[-1] = (
                model.prefix + self._escaped(new[-1].rstrip(b"\n")) + self.lines[-1].suffix
            )
        return Patch(start, end, b"".join(written))

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


def _block(lines: Sequence[tuple[Line, bytes]], style: str) -> Block:
    return Block(
        b"".join(code + b"\n" for _, code in lines), tuple(line for line, _ in lines), style
    )


def _split(data: bytes, start: int, end: int) -> Iterator[tuple[int, bytes, bytes]]:
    """The lines of ``data[start:end]``: offset, text, line ending."""
    for raw in data[start:end].splitlines(keepends=True):
        text = raw.rstrip(b"\r\n")
        yield start, text, raw[len(text) :]
        start += len(raw)


def doctest_block(data: bytes, start: int, end: int) -> Block | None:
    """The prompt lines of ``data[start:end]`` as one piece of code."""
    lines = []
    for at, text, ending in _split(data, start, end):
        found = _DOCTEST.match(text)
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
    return _block(lines, "doctest") if lines else None


def source_block(data: bytes, start: int, end: int) -> Block | None:
    """A string of source code, dedented; None if escapes make its bytes differ from its value."""
    if b"\\" in data[start:end]:
        return None
    pieces = list(_split(data, start, end))
    indents = [len(t) - len(t.lstrip()) for _, t, _ in pieces[1:] if t.strip()]
    margin = min(indents, default=0)
    lines = []
    for index, (at, text, ending) in enumerate(pieces):
        cut = 0 if index == 0 and text.strip() else min(margin, len(text) - len(text.lstrip()))
        lines.append(
            (Line(at, at + len(text) + len(ending), at + cut, text[:cut], ending), text[cut:])
        )
    return _block(lines, "source") if lines else None


def fence_blocks(data: bytes) -> tuple[Block, ...]:
    """The Python code of a Markdown document, all fences as one piece of code."""
    lines: list[tuple[Line, bytes]] = []
    fence: bytes | None = None
    indent, wanted = 0, False
    for at, text, ending in _split(data, 0, len(data)):
        found = _FENCE.match(text)
        if fence is None and found:
            fence, indent = found[2], len(found[1])
            wanted = found[3].lower() in _PYTHON
        elif fence is not None and found and text.strip().startswith(fence) and not found[3]:
            fence = None
        elif fence is not None and wanted:
            lines.append(_code_line(at, text, ending, indent))
    return _with_prompts(lines)


def directive_blocks(data: bytes) -> tuple[Block, ...]:
    """The Python code of a reStructuredText document: code directives, and each literal block."""
    labelled: list[tuple[Line, bytes]] = []
    unlabelled: list[list[tuple[Line, bytes]]] = []
    lines = labelled
    outer, margin = -1, -1
    for at, text, ending in _split(data, 0, len(data)):
        indent = len(text) - len(text.lstrip())
        if outer >= 0 and text.strip():
            if indent > outer:
                margin = indent if margin < 0 else margin
                if not (text.lstrip().startswith(b":") and not lines_since(lines, at)):
                    lines.append(_code_line(at, text, ending, margin))
                continue
            outer, margin = -1, -1
        elif outer >= 0:
            if margin >= 0:
                lines.append((Line(at, at + len(text) + len(ending), at, b"", ending), b""))
            continue
        found = _DIRECTIVE.match(text)
        if found is None:
            continue
        if not text.lstrip().startswith(b".. "):
            outer, lines = len(text) - len(text.lstrip()), []
            unlabelled.append(lines)
        elif (found[2] or b"python") in _PYTHON:
            outer, lines = len(found[1]), labelled
    loose = [structs.replace(b, certain=False) for part in unlabelled for b in _with_prompts(part)]
    return (*_with_prompts(labelled), *loose)


def lines_since(lines: Sequence[tuple[Line, bytes]], at: int) -> bool:
    """Whether the line directly before ``at`` already was code."""
    return bool(lines) and lines[-1][0].end == at


def _code_line(at: int, text: bytes, ending: bytes, margin: int) -> tuple[Line, bytes]:
    cut = min(margin, len(text) - len(text.lstrip()))
    return Line(at, at + len(text) + len(ending), at + cut, text[:cut], ending), text[cut:]


def _with_prompts(lines: Sequence[tuple[Line, bytes]]) -> tuple[Block, ...]:
    """Prompted lines become a doctest block, the others a block of source."""
    plain: list[tuple[Line, bytes]] = []
    prompted: list[tuple[Line, bytes]] = []
    for line, code in lines:
        found = _DOCTEST.match(code)
        if found is None:
            plain.append((line, code))
            continue
        inner = found[3] or b""
        prefix = line.prefix + (
            code[: len(code) - len(inner)] if inner else found[1] + found[2] + b" "
        )
        at = line.code + len(code) - len(inner)
        prompted.append((Line(line.start, line.end, at, prefix, line.suffix), inner))
    blocks = []
    if any(code.strip() for _, code in plain):
        blocks.append(_block(plain, "source"))
    if prompted:
        blocks.append(_block(prompted, "doctest"))
    return tuple(blocks)


_JSON_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')


def notebook_blocks(data: bytes) -> tuple[Block, ...]:
    """The code cells of a Jupyter notebook, all as one piece of code; empty if it is not one."""
    try:
        cells = json.loads(data).get("cells", ())
    except (ValueError, AttributeError):
        return ()
    lines: list[tuple[Line, bytes]] = []
    position = 0
    for cell in cells if isinstance(cells, list) else ():
        source = cell.get("source", ()) if isinstance(cell, dict) else ()
        if not isinstance(source, list) or cell.get("cell_type") != "code":
            continue
        found = _cell(data, source, position)
        lines += found
        position = found[-1][0].end if found else position
    return (_block(lines, "json"),) if lines else ()


def _cell(data: bytes, source: Sequence[object], position: int) -> list[tuple[Line, bytes]]:
    """The lines of one code cell, found in order in the raw bytes from ``position`` on."""
    lines: list[tuple[Line, bytes]] = []
    while (at := data.find(b'"source"', position)) >= 0:
        lines, cursor = [], data.find(b"[", at)
        for wanted in source:
            found = _JSON_STRING.search(data, cursor)
            if found is None or json.loads(found[0]) != wanted:
                lines = []
                break
            lines.append(_cell_line(data, found.start(), found.end()))
            cursor = found.end()
        if lines or not source:
            return lines
        position = at + 1
    return []


def _cell_line(data: bytes, start: int, end: int) -> tuple[Line, bytes]:
    offsets: list[int] = []
    code = bytearray()
    at = start + 1
    while at < end - 1:
        size = 1 if data[at] != 0x5C else 6 if data[at + 1] == 0x75 else 2
        piece = (
            json.loads(b'"' + data[at : at + size] + b'"').encode()
            if size > 1
            else data[at : at + 1]
        )
        if piece != b"\n":
            offsets += [at] * len(piece)
            code += piece
        at += size
    ends = data.find(b"\n", end) + 1 or len(data)
    begins = data.rfind(b"\n", 0, start) + 1
    tail = data[end:ends]
    closing = (offsets[-1] + 1) if offsets else start + 1
    offsets.append(closing)
    suffix = data[closing:end] + tail
    return Line(begins, ends, start + 1, data[begins : start + 1], suffix, tuple(offsets)), bytes(
        code
    )
