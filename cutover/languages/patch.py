"""A change to the bytes of one file, before it becomes an `Edit` of a plan."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct


class Patch(Struct, frozen=True, order=True):
    """Put ``after`` in the place of the bytes ``start:end``; an empty span inserts."""

    start: int
    end: int
    after: bytes


def patched(data: bytes, patches: Iterable[Patch]) -> bytes:
    """``data`` with all patches applied; they must be disjoint.

    Raises ValueError for patches that overlap or leave the data.
    """
    parts: list[bytes] = []
    position = 0
    for patch in sorted(patches):
        if patch.start < position or patch.end < patch.start or patch.end > len(data):
            raise ValueError(f"patch {patch.start}:{patch.end} overlaps another or leaves the file")
        parts += (data[position : patch.start], patch.after)
        position = patch.end
    parts.append(data[position:])
    return b"".join(parts)
