"""The holes that deleted statements leave: whole lines, attached comments, blank lines."""

from __future__ import annotations

from collections.abc import Sequence

from cutover.languages.patch import Patch


def holes(
    data: bytes, spans: Sequence[tuple[int, int]], bare: Sequence[tuple[int, int]] = ()
) -> tuple[Patch, ...]:
    """Patches that delete statements with their lines and attached comments.

    Of the blank lines before and after each hole the larger number stays. A ``pass`` takes the
    place of the spans in ``bare``.
    """
    merged: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span not in bare):
        begin, stop = with_comments(data, start, end)
        if merged and not data[merged[-1][1] : begin].strip():
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((begin, stop))
    gaps = (Patch(*_with_blanks(data, begin, stop), b"") for begin, stop in merged)
    return (*gaps, *(Patch(start, end, b"pass") for start, end in bare))


def with_comments(data: bytes, start: int, end: int) -> tuple[int, int]:
    """The whole lines of a statement, with the comment lines attached above it."""
    begin = data.rfind(b"\n", 0, start) + 1
    if data[begin:start].strip(b" \t\f\xef\xbb\xbf"):
        return _with_semicolon(data, start, end)
    if data[begin : begin + 3] == b"\xef\xbb\xbf":
        begin += 3
    indent = data[begin:start]
    while begin > 0:
        above = data.rfind(b"\n", 0, begin - 1) + 1
        line = data[above:begin]
        if line.startswith(indent + b"#") and not line.startswith(
            (b"#!", b"# -*-", b"# vim", b"# coding")
        ):
            begin = above
        else:
            break
    if _is_header(data, begin):
        begin = data.rfind(b"\n", 0, start) + 1
    after = data.find(b"\n", end)
    tail = data[end : after if after >= 0 else len(data)]
    if tail.lstrip().startswith(b";"):
        return start, end + len(tail) - len(tail.split(b";", 1)[1].lstrip())
    return begin, len(data) if after < 0 else after + 1


def _is_header(data: bytes, begin: int) -> bool:
    """Whether the comment block at ``begin`` opens the file, as a licence does."""
    return begin == 0 and data.lstrip(b"\xef\xbb\xbf").startswith(b"#")


def _with_semicolon(data: bytes, start: int, end: int) -> tuple[int, int]:
    begin = start
    while begin > 0 and data[begin - 1 : begin] in {b" ", b"\t"}:
        begin -= 1
    return (begin - 1, end) if data[begin - 1 : begin] == b";" else (start, end)


def _with_blanks(data: bytes, begin: int, stop: int) -> tuple[int, int]:
    before = begin
    while before > 0:
        above = data.rfind(b"\n", 0, before - 1) + 1
        if data[above:before].strip(b"\xef\xbb\xbf \t\r\n\f"):
            break
        before = above
        if above == 0:
            break
    after = stop
    while after < len(data):
        next_line = data.find(b"\n", after) + 1 or len(data)
        if data[after:next_line].strip():
            break
        after = next_line
    if after >= len(data):
        return before, stop if before == begin and stop < len(data) else len(data)
    if before == 0:
        return begin, after
    if data.count(b"\n", before, begin) >= data.count(b"\n", stop, after):
        return begin, after
    return before, stop
