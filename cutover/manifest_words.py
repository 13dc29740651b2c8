"""How messages about a manifest quote its values, name its places and guess what was meant."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from cutover.toml_places import KeyPath

LONGEST_SHOWN = 60


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


def place_of(path: KeyPath) -> str:
    """``count in [[site]]``: the key of a value, or of the array that holds it, and its table."""
    last = max((i for i, part in enumerate(path) if isinstance(part, str)), default=0)
    if not path:  # pragma: no cover - the root is always a table
        return "the manifest"
    key = str(path[last])
    plain = key if re.fullmatch(r"[\w-]+", key, re.ASCII) else shown(key)
    return f"{plain} in {label(path[:last])}"


def nearest(text: str, valid: Mapping[str, object] | Sequence[str]) -> str:
    """The valid name that was probably meant, or nothing."""
    from difflib import get_close_matches

    close = get_close_matches(text[:LONGEST_SHOWN].lower(), list(valid), n=1)
    return close[0] if close else ""


def hint(near: str) -> str:
    """The question that ends a message."""
    return f" (did you mean {shown(near)}?)" if near else ""
