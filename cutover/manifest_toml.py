"""Read a manifest: bytes to `Manifest`, or every problem at once with its line and nearest name.

`tomllib` gives values without places, so `scan_toml` walks the tokens of the same, already
accepted text once more and notes where each key stands; that happens only when there is something
to say. The tables of `manifest` are the rules; the few that span keys are at the end.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from msgspec import Meta, Struct, ValidationError, convert, structs

from cutover.errors import ManifestError
from cutover.manifest import Manifest

KeyPath = tuple[str | int, ...]
Style = Literal["header", "line", "inline", "element", "implicit"]

PLACES = ("cutover.toml", "configs/cutover.toml")
LONGEST_SHOWN = 60

_NATIVE = (date, datetime, time)
_NOUNS: dict[object, str] = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    date: "a date without quotes, such as 2027-01-31",
    tuple: "an array",
    Mapping: "a table such as { import = 1, call = 2 }",
}
_TOKEN = re.compile(
    r"""(?P<skip>[ \t]+|\#[^\n]*)|(?P<newline>\r?\n)
    |(?P<string>\"{3}(?:\\[\s\S]|(?!\"{3})[^\\])*\"{3,5}|'{3}(?:(?!'{3})[\s\S])*'{3,5}
        |"(?:\\.|[^"\\\n])*"|'[^'\n]*')
    |(?P<mark>[][{}=,.])|(?P<bare>[^][{}=,."'\#\s]+)""",
    re.VERBOSE,
)


def find_manifest(names_present: Callable[[str], bool]) -> str | None:
    """The first of the default places that is there."""
    return next((place for place in PLACES if names_present(place)), None)


def parse_manifest(text: bytes, name: str) -> Manifest:
    """The manifest, or a `ManifestError` with a line for each problem that begins with ``name``."""
    source = _decoded(text, name)
    data = _loaded(source, name)
    found: dict[KeyPath, str] = {}
    manifest = None
    try:
        manifest = convert(data, Manifest, builtin_types=_NATIVE)
    except (ValidationError, ValueError) as problem:
        check_value(data, Manifest, (), found)
        if not any(found.values()):  # pragma: no cover - the walk knows every rule of the tables
            found[()] = str(problem)
    places = Places(source)
    _check_rules(data, places, found)
    if manifest is not None and not found:
        return manifest
    raise ManifestError(_lines(data, found, places, name))


def _decoded(text: bytes, name: str) -> str:
    """The text without its byte order mark."""
    try:
        return text.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as problem:
        line = text.count(b"\n", 0, problem.start) + 1
        offender = f"byte 0x{text[problem.start]:02x}"
        raise ManifestError((f"{name}:{line}: {offender} is not UTF-8; save as UTF-8",)) from None


def _loaded(source: str, name: str) -> dict[str, Any]:
    """What `tomllib` makes of it; its complaint keeps its own line."""
    try:
        data = tomllib.loads(source)
    except RecursionError:
        raise ManifestError((f"{name}:1: not a manifest: nested too deeply",)) from None
    except tomllib.TOMLDecodeError as problem:
        message = " ".join(str(problem).split())
        at = re.search(r"\(at line (\d+), ", message)
        rows = source.rstrip().split("\n")
        line = int(at[1]) if at else len(rows)
        offender = shown(rows[min(line, len(rows)) - 1].strip())
        raise ManifestError((f"{name}:{line}: not TOML: {message}: {offender}",)) from None
    except ValueError:  # an integer with more digits than Python converts
        digits = re.search(r"[\d_]{4000}", source)
        line = source.count("\n", 0, digits.start()) + 1 if digits else 1
        raise ManifestError((f"{name}:{line}: not a manifest: a huge number",)) from None
    if not data:
        raise ManifestError((f"{name}:1: the manifest is empty; `cutover scan` writes one",))
    return data


def _lines(
    data: Mapping[str, object], found: Mapping[KeyPath, str], places: Places, name: str
) -> tuple[str, ...]:
    """The problems as text, by line; another format version makes all others meaningless."""
    version: KeyPath = ("version",)
    if version in found and type(data.get("version")) is int:
        found = {version: found[version]}
    told = sorted((places.line(path), message) for path, message in found.items() if message)
    return tuple(f"{name}:{line}: {message}" for line, message in told)


# --- where things stand ---------------------------------------------------------------------------


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


# --- what is wrong with a value -------------------------------------------------------------------


def check_value(value: object, wanted: Any, path: KeyPath, found: dict[KeyPath, str]) -> None:
    """Note what keeps a value from being ``wanted``, deepest places only.

    An empty message marks a key whose problem is already told elsewhere.
    """
    core = _core(wanted)
    if isinstance(value, dict) and isinstance(core, type) and issubclass(core, Struct):
        _check_table(value, core, path, found)
    elif isinstance(value, dict) and get_origin(core) is Mapping:
        _check_mapping(value, get_args(core), path, found)
    elif isinstance(value, list) and value and get_origin(core) is tuple:
        for index, item in enumerate(value):
            check_value(item, get_args(core)[0], (*path, index), found)
    elif not _fits(value, wanted):
        offender = shown(value) + hint(_nearest(value, wanted))
        found[path] = f"{_place(path)} must be {_must(wanted)}, got {offender}"


def _check_table(
    value: dict[str, object], table: type[Struct], path: KeyPath, found: dict[KeyPath, str]
) -> None:
    types = _types(table)
    for key in (key for key in value if key not in types):
        near = nearest(key, types)
        found[(*path, key)] = f"unknown key {shown(key)} in {label(path)}{hint(near)}"
        if near and near not in value:  # the typo of a required key is one problem, not two
            found.setdefault((*path, near), "")
    for info in structs.fields(table):
        place = (*path, info.name)
        if info.name in value:
            check_value(value[info.name], types[info.name], place, found)
        elif info.required:
            written = _written(info.name, types[info.name])
            found.setdefault(place, f"missing {written} in {label(path)}")


def _check_mapping(
    value: dict[str, object], wanted: Sequence[Any], path: KeyPath, found: dict[KeyPath, str]
) -> None:
    for key, item in value.items():
        if _fits(key, wanted[0]):
            check_value(item, wanted[1], (*path, key), found)
        elif _choices(wanted[0]):
            near = hint(_nearest(key, wanted[0]))
            found[(*path, key)] = f"unknown key {shown(key)} in {label(path)}{near}"
        else:
            offender = shown(key) + hint(_nearest(key, wanted[0]))
            found[(*path, key)] = (
                f"a key of {label(path)} must be {_must(wanted[0])}, got {offender}"
            )


def _fits(value: object, wanted: Any) -> bool:
    try:
        convert(value, wanted, builtin_types=_NATIVE)
    except (ValidationError, ValueError):  # msgspec lets ValueError out for huge integers
        return False
    return True


@cache
def _types(table: type[Struct]) -> dict[str, Any]:
    return get_type_hints(table, include_extras=True)


def _core(wanted: Any) -> Any:
    """A type without its annotations and without None, which TOML has not."""
    while get_origin(wanted) in (Annotated, Union, UnionType):
        wanted = get_args(wanted)[0]
    return wanted


def _choices(wanted: Any) -> list[object]:
    core = _core(wanted)
    if isinstance(core, type) and issubclass(core, Enum):
        return [member.value for member in core]
    return list(get_args(core)) if get_origin(core) is Literal else []


def _must(wanted: Any) -> str:
    """The words that complete "must be"."""
    core = _core(wanted)
    if choices := _choices(wanted):
        return ("one of " if len(choices) > 1 else "") + ", ".join(map(shown, choices))
    if get_origin(wanted) in (Union, UnionType):
        return _must(get_args(wanted)[0])
    if get_origin(wanted) is Annotated:
        return next(_told(wanted.__metadata__), "") or _must(get_args(wanted)[0])
    if get_origin(core) is tuple:
        item = _core(get_args(core)[0])
        if isinstance(item, type) and issubclass(item, Struct):
            return "an array of tables, written with [[ ]]"
        return "an array"
    return _NOUNS.get(get_origin(core) or core, "a table")


def _told(metas: Sequence[object]) -> Iterator[str]:
    for meta in metas:
        if isinstance(meta, Meta) and meta.extra:
            yield str(meta.extra["must"])


# --- words ----------------------------------------------------------------------------------------


def shown(value: object) -> str:
    """A value as a message quotes it: on one line, and not long."""
    match value:
        case dict():
            return "a table"
        case list():
            return "an array" if value else "an empty array"
        case bool():
            return str(value).lower()
        case int():
            return str(value) if abs(value) < 10**18 else "a huge number"
        case float():
            return str(value) if math.isfinite(value) else f"the number {value}"
        case str():
            short = value if len(value) <= LONGEST_SHOWN else value[:LONGEST_SHOWN] + "…"
            return repr(short)
    return str(value)


def label(table: KeyPath) -> str:
    """A table the way its header is written."""
    if not table:
        return "the manifest"
    names = [name for name in table if isinstance(name, str)]
    plain = [name if re.fullmatch(r"[\w-]+", name, re.ASCII) else shown(name) for name in names]
    text = f"[{'.'.join(plain)}]"
    return f"[{text}]" if isinstance(table[-1], int) else text


def nearest(text: str, valid: Mapping[str, object] | Sequence[str]) -> str:
    """The valid name that was probably meant, or nothing."""
    from difflib import get_close_matches

    close = get_close_matches(text[:LONGEST_SHOWN].lower(), list(valid), n=1)
    return close[0] if close else ""


def hint(near: str) -> str:
    """The question that ends a message."""
    return f" (did you mean {shown(near)}?)" if near else ""


def _nearest(value: object, wanted: Any) -> str:
    """The nearest valid name, or the text with its usual slip repaired."""
    if not isinstance(value, str):
        return ""
    if choices := _choices(wanted):
        return nearest(value, [choice for choice in choices if isinstance(choice, str)])
    colon = value if "/" in value else ":".join(value.rsplit(".", 1))
    repairs = (colon, value.replace("\\", "/").removeprefix("./"))
    tried = (text for text in repairs if text != value and _core(wanted) is str)
    return next((text for text in tried if _fits(text, wanted)), "")


def _place(path: KeyPath) -> str:
    """``count in [[site]]``: the key of a value, or of the array that holds it, and its table."""
    last = max((i for i, part in enumerate(path) if isinstance(part, str)), default=0)
    if not path:  # pragma: no cover - the root is always a table
        return "the manifest"
    key = str(path[last])
    plain = key if re.fullmatch(r"[\w-]+", key, re.ASCII) else shown(key)
    return f"{plain} in {label(path[:last])}"


def _written(name: str, wanted: Any) -> str:
    """A missing key the way it would be written."""
    core = _core(wanted)
    if isinstance(core, type) and issubclass(core, Struct):
        return f"table [{name}]"
    item = _core(get_args(core)[0]) if get_origin(core) is tuple else None
    if isinstance(item, type) and issubclass(item, Struct):
        return f"table [[{name}]]"
    return f"key '{name}'"


# --- rules that span keys -------------------------------------------------------------------------


def _check_rules(data: Mapping[str, object], places: Places, found: dict[KeyPath, str]) -> None:
    """Note what no single key shows; a key that is already a problem is not told twice."""
    for path, row in _rows(data, "site"):
        for key, message in _site_problems(row):
            found.setdefault((*path, key), message)
    for table, keys, advice in (
        ("symbol", ("legacy",), "keep one"),
        ("site", ("path", "scope", "kind", "symbol"), "give one of them the whole count"),
    ):
        for path, first in _repeated(_rows(data, table), keys):
            twice = f"[[{table}]] is declared twice (first on line {places.line(first)}); {advice}"
            row_key = (*path, keys[0])
            found.setdefault(row_key, f"{shown(_at(data, row_key))} in {twice}")


def _site_problems(row: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    action = row.get("action")
    if action == "keep" and not str(row.get("reason", "")).strip():
        yield "reason", "action 'keep' in [[site]] needs a reason that is not empty"
    if action in ("keep", "manual") and "text" in row:
        yield "text", f"text in [[site]] is for action 'rewrite', not {shown(action)}"


def _rows(data: Mapping[str, object], table: str) -> list[tuple[KeyPath, dict[str, object]]]:
    rows = data.get(table)
    if not isinstance(rows, list):
        return []
    return [((table, index), row) for index, row in enumerate(rows) if isinstance(row, dict)]


def _repeated(
    rows: Sequence[tuple[KeyPath, Mapping[str, object]]], keys: Sequence[str]
) -> Iterator[tuple[KeyPath, KeyPath]]:
    """Later rows that equal an earlier one in ``keys``, with the earlier one."""
    seen: dict[tuple[object, ...], KeyPath] = {}
    for path, row in rows:
        identity = tuple(row.get(key) for key in keys)
        if not isinstance(identity[0], str) or not all(isinstance(i, str | None) for i in identity):
            continue
        if identity in seen:
            yield path, seen[identity]
        seen.setdefault(identity, path)


def _at(data: Any, path: KeyPath) -> object:
    for part in path:
        data = data[part]
    return data
