"""Templates with type arguments that the grammar errs on, as calls of the same length.

``div<{ wide: boolean }>`width: ${f}``` is read as ``div<{ wide: boolean }>(         f )``: what is
put in stays where it is, the text becomes white space.
"""

from __future__ import annotations

import re

_BEGIN = re.compile(rb"<(?<=[\w)\]]<)\s*\{")
_TAGGED = re.compile(rb"\s*`")
_OPEN = {ord(b"{"): ord(b"}"), ord(b"("): ord(b")"), ord(b"["): ord(b"]"), ord(b"<"): ord(b">")}
_TICK, _BACKSLASH, _SPACE = b"`\\ "
_QUOTES = frozenset(b"'\"")
_LONGEST = 2000


def as_calls(data: bytes) -> bytes:
    """``data`` with a call for each template behind type arguments that begin with a brace."""
    text, done = bytearray(data), 0
    for found in _BEGIN.finditer(data):
        if found.start() < done:
            continue
        end = _closed(data, found.start(), min(len(data), found.start() + _LONGEST))
        tagged = _TAGGED.match(data, end) if end else None
        if tagged is not None:
            done = _called(data, text, tagged.end() - 1) or done
    return bytes(text)


def _closed(data: bytes, start: int, limit: int) -> int:
    """Where the bracket at ``start`` is closed; 0 if it is not. Texts in it are passed over."""
    waiting: list[int] = []
    at = start
    while at < limit:
        byte = data[at]
        if byte == _TICK:
            at = _parts(data, at)[1] or limit
            continue
        if byte in _QUOTES:
            line = data.find(b"\n", at, limit)
            end = data.find(data[at : at + 1], at + 1, limit if line < 0 else line)
            at = end if end > 0 else at
        elif byte in _OPEN:
            waiting.append(_OPEN[byte])
        elif waiting and byte == waiting[-1] and data[at - 1 : at + 1] != b"=>":
            waiting.pop()
            if not waiting:
                return at + 1
        at += 1
    return 0


def _parts(data: bytes, start: int) -> tuple[list[tuple[int, int]], int]:
    """What is put into the template at ``start``, each from ``$`` to ``}``; its end, 0 if none."""
    spans: list[tuple[int, int]] = []
    at = start + 1
    while at < len(data):
        if data[at] == _TICK:
            return spans, at + 1
        end = _closed(data, at + 1, len(data)) if data.startswith(b"${", at) else 0
        if end:
            spans.append((at, end))
        at = end or at + (2 if data[at] == _BACKSLASH else 1)
    return spans, 0


def _called(data: bytes, text: bytearray, start: int) -> int:
    """Write the template at ``start`` as arguments, and return its end; 0 if it has none."""
    spans, end = _parts(data, start)
    if not end:
        return 0
    inner = bytearray(byte if byte in b"\r\n" else _SPACE for byte in data[start:end])
    inner[0], inner[-1] = b"()"
    for index, (first, last) in enumerate(spans):
        inner[first + 2 - start : last - 1 - start] = data[first + 2 : last - 1]
        if index:
            inner[first - start] = ord(",")
    text[start:end] = inner
    return end
