"""JSON that may come from anybody: one reading, bounded, or Corrupt with nothing of it shown."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import NoReturn

from store.errors import Corrupt, NewerVersion

_LONGEST_NUMBER = 16


def parse(content: bytes | str, what: str) -> dict[str, object]:
    """Return the fields of a JSON object; raises Corrupt, which names ``what``."""
    fields = _object(content)
    # Outside of the handler, so that no traceback leads to json's error, which holds the content.
    if fields is None:
        raise Corrupt(f"{what} is damaged: not a JSON object")
    return fields


def check_version(fields: Mapping[str, object], latest: int, what: str) -> None:
    """Raise NewerVersion for a version above ``latest``, Corrupt for what is no version."""
    version = fields.get("v")
    if type(version) is not int or version < 1:
        raise Corrupt(f"{what} is damaged: no version")
    if version > latest:
        raise NewerVersion(f"{what} was written by a newer version")


def check_fields(fields: Mapping[str, object], names: frozenset[str], what: str) -> None:
    """Raise Corrupt unless there are exactly these fields."""
    if fields.keys() != names:
        raise Corrupt(f"{what} is damaged: a field is missing or is not known")


def text(fields: Mapping[str, object], name: str, what: str) -> str:
    """Return a field that must be text; raises Corrupt."""
    value = fields.get(name)
    if not isinstance(value, str):
        raise Corrupt(f"{what} is damaged: {name} is not text")
    return value


def number(fields: Mapping[str, object], name: str, allowed: range, what: str) -> int:
    """Return a field that must be a whole number in the range; raises Corrupt."""
    value = fields.get(name)
    if type(value) is not int or value not in allowed:
        raise Corrupt(f"{what} has {name} out of bounds: {allowed.start} to {allowed.stop - 1}")
    return value


def base64_field(fields: Mapping[str, object], name: str, sizes: range, what: str) -> bytes:
    """Return a field that must be canonical base64 of that many bytes; raises Corrupt."""
    written = text(fields, name, what)
    decoded = _from_base64(written)
    if decoded is None or len(decoded) not in sizes or to_base64(decoded) != written:
        raise Corrupt(f"{what} is damaged: {name} is not the base64 of {sizes.start} bytes or more")
    return decoded


def to_base64(content: bytes) -> str:
    """Return the one base64 text that ``base64_field`` accepts for the content."""
    return b64encode(content).decode("ascii")


def canonical(fields: Mapping[str, object]) -> bytes:
    """Return the one text of the fields: sorted, without spaces, ASCII."""
    return _CANONICAL.encode(fields).encode("ascii")


def compact(fields: Mapping[str, object]) -> str:
    """Return the fields in their order, without spaces."""
    return _COMPACT.encode(fields)


def _object(content: bytes | str) -> dict[str, object] | None:
    try:
        value = _DECODER.decode(content if isinstance(content, str) else content.decode("ascii"))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _from_base64(written: str) -> bytes | None:
    try:
        return b64decode(written, validate=True)
    except ValueError:
        return None


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a name occurs twice")
    return fields


def _short(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError("a number is too long")
    return int(digits)


def _refused(_: str) -> NoReturn:
    raise ValueError("a number is not whole")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique, parse_int=_short, parse_float=_refused, parse_constant=_refused
)
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
