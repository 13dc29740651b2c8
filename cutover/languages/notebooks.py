"""The code cells of Jupyter notebooks, as they stand in the JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from cutover.languages.embedding import Block, Line, block_of

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
    return (block_of(lines, "json"),) if lines else ()


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
