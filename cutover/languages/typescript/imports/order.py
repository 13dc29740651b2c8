"""Lists that are sorted by name stay so when a name in them changes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence

_ENOUGH = 3
_Order = Callable[[bytes], bytes]


def _folded(name: bytes) -> bytes:
    return name.decode("utf-8", "replace").casefold().encode()


def _plain(name: bytes) -> bytes:
    return name


_ORDERS: tuple[_Order, ...] = (_folded, _plain)


def reordered(entries: Sequence[bytes], changed: Mapping[int, bytes]) -> dict[int, bytes]:
    """What stands at each place of a list, where that is not what stood there.

    A list of a few names only says nothing about an order.
    """
    names = [_name(entry) for entry in entries]
    after = [changed.get(i, entry) for i, entry in enumerate(entries)]
    order = next((o for o in _ORDERS if _is_sorted(names, o)), None)
    if len(names) < _ENOUGH or order is None:
        return dict(changed)
    renamed = [i for i, entry in enumerate(after) if _name(entry) != names[i]]
    if not any(_is_sorted(names, o) and _is_sorted(_names(after), o) for o in _ORDERS):
        moving = [after[i] for i in renamed]
        after = [entry for i, entry in enumerate(after) if i not in renamed]
        for entry in moving:
            keys = [order(name) for name in _names(after)]
            after.insert(bisect_left(keys, order(_name(entry))), entry)
    return {i: entry for i, entry in enumerate(after) if entry != entries[i] or i in changed}


def _names(entries: Sequence[bytes]) -> list[bytes]:
    return [_name(entry) for entry in entries]


def _name(entry: bytes) -> bytes:
    """The name by which an entry is sorted: what the module calls it."""
    words = entry.replace(b":", b" ").split()
    return words[1] if words[0] == b"type" and len(words) > 1 and words[1] != b"as" else words[0]


def _is_sorted(names: Sequence[bytes], order: _Order) -> bool:
    keys = [order(name) for name in names]
    return keys == sorted(keys)
