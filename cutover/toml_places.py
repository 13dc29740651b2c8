"""Where the keys of a TOML text stand.

`tomllib` gives values without places, so `scan_toml` walks the tokens of the same, already
accepted text once more.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from typing import Literal

from msgspec import Struct

KeyPath = tuple[str | int, ...]
Style = Literal["header", "line", "inline", "element", "implicit"]
_TOKEN = re.compile(
    r"""(?P<skip>[ \t]+|\#[^\n]*)|(?P<newline>\r?\n)
    |(?P<string>\"{3}(?:\\[\s\S]|(?!\"{3})[^\\])*\"{3,5}|'{3}(?:(?!'{3})[\s\S])*'{3,5}
        |"(?:\\.|[^"\\\n])*"|'[^'\n]*')
    |(?P<mark>[][{}=,.])|(?P<bare>[^][{}=,."'\#\s]+)""",
    re.VERBOSE,
)


class Entry(Struct, frozen=True):
    """Where a key stands, as offsets into the text: its name, its value and the value's end.

    ``style``: a ``[header]``, a ``line`` of its own, a pair of an ``inline`` table, an ``element``
    of an array, or ``implicit`` (the front part of a dotted key or header).
    """

    style: Style
    start: int
    value: int
    end: int


def scan_toml(text: str) -> dict[KeyPath, Entry]:
    """The place of every key and array element of a text that `tomllib` accepts."""
    return _Scanner(text).scan()


class Places:
    """Lines of key paths, worked out when first asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._entries: dict[KeyPath, Entry] | None = None

    def line(self, path: KeyPath) -> int:
        """The line of a key, else of the nearest table around it."""
        if self._entries is None:
            self._entries = scan_toml(self._text)
        while path and path not in self._entries:
            path = path[:-1]
        return self._text.count("\n", 0, self._entries[path].start) + 1 if path else 1


class _Scanner:
    """One walk over the tokens; the text is known to be valid."""

    def __init__(self, text: str) -> None:
        matches = (match for match in _TOKEN.finditer(text) if match.lastgroup != "skip")
        self._tokens = [(m.group(), m.start(), m.end()) for m in matches]
        self._tokens.append(("", len(text), len(text)))
        self._at = 0
        self._last: dict[KeyPath, int] = {}
        self._entries: dict[KeyPath, Entry] = {}

    def scan(self) -> dict[KeyPath, Entry]:
        table: KeyPath = ()
        while (mark := self._peek()) != "":
            if mark == "[":
                table = self._header()
            elif mark in ("\n", "\r\n"):
                self._at += 1
            else:
                self._pair(table, "line")
        return self._entries

    def _next(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1][0]

    def _peek(self) -> str:
        return self._tokens[self._at][0]

    def _key(self) -> list[str]:
        parts = [_unquoted(self._next())]
        while self._peek() == ".":
            self._at += 1
            parts.append(_unquoted(self._next()))
        return parts

    def _header(self) -> KeyPath:
        start = self._tokens[self._at][1]
        brackets = 2 if self._tokens[self._at + 1][0] == "[" else 1
        self._at += brackets
        *parents, name = self._key()
        self._at += brackets
        end = self._tokens[self._at - 1][2]
        path: KeyPath = ()
        for parent in parents:
            path = (*path, parent)
            self._entries.setdefault(path, Entry("implicit", start, start, end))
            if path in self._last:
                path = (*path, self._last[path])
        path = (*path, name)
        entry = Entry("header", start, start, end)
        if brackets == 1:
            self._entries[path] = entry
            return path
        self._entries.setdefault(path, entry)
        self._last[path] = self._last.get(path, -1) + 1
        path = (*path, self._last[path])
        self._entries[path] = entry
        return path

    def _pair(self, table: KeyPath, style: Style) -> int:
        start = self._tokens[self._at][1]
        *parents, name = self._key()
        self._at += 1
        value = self._tokens[self._at][1]
        path = table
        for parent in parents:
            path = (*path, parent)
            self._entries.setdefault(path, Entry("implicit", start, value, value))
        path = (*path, name)
        end = self._value(path)
        self._entries[path] = Entry(style, start, value, end)
        return end

    def _value(self, path: KeyPath) -> int:
        if self._peek() == "{":
            return self._members("}", lambda _: self._pair(path, "inline"))
        if self._peek() == "[":
            return self._members("]", lambda index: self._element((*path, index)))
        while self._peek() not in ("", "\n", "\r\n", ",", "]", "}"):
            self._at += 1
        return self._tokens[self._at - 1][2]

    def _members(self, closing: str, member: Callable[[int], int]) -> int:
        index = 0
        self._at += 1
        while self._peek() not in (closing, ""):
            if self._peek() in ("\n", "\r\n", ","):
                self._at += 1
                continue
            member(index)
            index += 1
        self._at += 1
        return self._tokens[self._at - 1][2]

    def _element(self, path: KeyPath) -> int:
        start = self._tokens[self._at][1]
        end = self._value(path)
        self._entries[path] = Entry("element", start, start, end)
        return end


def _unquoted(key: str) -> str:
    """The name that a bare or quoted key spells."""
    if key.startswith('"') and "\\" in key:
        return str(tomllib.loads(f"key = {key}")["key"])
    return key[1:-1] if key[:1] in ("'", '"') else key
