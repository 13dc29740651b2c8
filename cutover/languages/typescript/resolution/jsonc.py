"""JSON as tools read it: with comments, trailing commas and a byte order mark."""

from __future__ import annotations

import re

import msgspec

_STRING = r'"(?:\\.|[^"\\\n])*"'
_COMMENT = re.compile(rf"({_STRING})|//[^\n]*|/\*.*?\*/", re.DOTALL)
_COMMA = re.compile(rf"({_STRING})|,(?=\s*[}}\]])")


def parse_object(data: bytes) -> dict[str, object]:
    """The object that a file holds; raises ValueError if there is none."""
    try:
        value: object = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        text = data.decode("utf-8-sig", "replace")
        text = _COMMENT.sub(lambda found: found[1] or " ", text)
        text = _COMMA.sub(lambda found: found[1] or "", text)
        value = msgspec.json.decode(text)
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def texts(value: object) -> tuple[str, ...]:
    """The strings of a value that may be one or a list of them."""
    if isinstance(value, str):
        return (value,)
    return tuple(x for x in value if isinstance(x, str)) if isinstance(value, list) else ()


def table(value: object) -> dict[str, object]:
    """A value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}
