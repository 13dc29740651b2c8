"""Whole words and dotted paths in bytes, whatever the language around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

WORD_BYTES = frozenset(
    b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
) | frozenset(range(0x80, 0x100))
_MARKS = b".:"
_PATH_BEFORE = re.compile(rb"(?:[A-Za-z_]\w*[.:])+\Z")


def whole_words(data: bytes, word: bytes, start: int = 0, end: int | None = None) -> Iterator[int]:
    """The offsets at which ``word`` stands as a word of its own in ``data[start:end]``.

    The empty word, which is what a missing identifier of broken code spells, stands nowhere.
    """
    if not word:
        return
    limit = len(data) if end is None else end
    size = len(word)
    at = data.find(word, start, limit)
    while at >= 0:
        after = at + size
        if (at == 0 or data[at - 1] not in WORD_BYTES) and (
            after >= len(data) or data[after] not in WORD_BYTES
        ):
            yield at
        at = data.find(word, after, limit)


def dotted_before(data: bytes, start: int, lowest: int) -> tuple[int, str]:
    """The dotted path that leads up to ``start`` (``a.b.`` or ``a.b:``), with where it begins."""
    if start <= lowest or data[start - 1] not in _MARKS:
        return start, ""
    window = data[max(lowest, start - 300) : start]
    found = _PATH_BEFORE.search(window)
    if found is None:
        return start, ""
    return start - len(found[0]), found[0].decode("ascii", "replace")


@lru_cache(maxsize=64)
def is_distinctive(name: str) -> bool:
    """Whether a name cannot be taken for a word of prose: an inner capital, digit or underscore."""
    if "_" in name.strip("_") or any(c.isdigit() for c in name):
        return True
    return any(c.isupper() for c in name[1:]) and not name.isupper()
