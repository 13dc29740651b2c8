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


def merged(data: bytes, patches: Iterable[Patch]) -> tuple[Patch, ...]:
    """Disjoint patches of ``data``, sorted, without those that change nothing.

    One inside a larger one is part of it; what is inserted at one place keeps its order.
    """
    kept: list[Patch] = []
    for patch in sorted(
        dict.fromkeys(patches), key=lambda each: (each.start, each.start != each.end, -each.end)
    ):
        last = kept[-1] if kept else None
        if last is None or (patch.start >= last.end and not _at_one_place(last, patch)):
            kept.append(patch)
        elif _at_one_place(last, patch) or patch.end > last.end:
            kept[-1] = Patch(last.start, patch.end, last.after + patch.after)
    return tuple(patch for patch in kept if data[patch.start : patch.end] != patch.after)


def _at_one_place(one: Patch, other: Patch) -> bool:
    return one.start == one.end == other.start == other.end
