"""The orders in which projects keep their imports, recognised from what a file already shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import pairwise, product
from typing import Any, TypeVar

from msgspec import Struct

_DIGITS = re.compile(r"(\d+)")

Rank = tuple[Any, ...]
NameKey = Callable[[str], Rank]


class Line(Struct, frozen=True):
    """What the order of an import statement depends on; a plain one has the name of its module."""

    plain: bool
    module: str
    name: str


LineKey = Callable[[Line], Rank]
T = TypeVar("T")


def natural(text: str) -> tuple[str | int, ...]:
    """Text with its numbers compared as numbers."""
    parts = _DIGITS.split(text)
    return tuple(int(part) if index % 2 else part for index, part in enumerate(parts))


def by_type(name: str) -> Rank:
    """CONSTANTS, Classes, functions: what isort and ruff do unless told otherwise."""
    kind = 0 if len(name) > 1 and name.isupper() else 1 if name[:1].isupper() else 2
    return (kind, natural(name.lower()))


def by_text(name: str) -> Rank:
    """Capitals before small letters."""
    return (name,)


def caseless(name: str) -> Rank:
    """As in a dictionary."""
    return natural(name.lower())


NAME_KEYS: tuple[NameKey, ...] = (by_type, by_text, caseless)


@cache
def line_keys() -> tuple[LineKey, ...]:
    """The known orders of statements, the most common first."""
    kinds: tuple[Callable[[bool], int], ...] = (
        lambda plain: 0 if plain else 1,
        lambda plain: 0,
        lambda plain: 1 if plain else 0,
    )
    relatives: tuple[Callable[[int], int], ...] = (
        lambda dots: 99 - dots if dots else 0,
        lambda dots: -dots,
        lambda dots: dots,
    )
    made = (_line_key(*parts) for parts in product(kinds, relatives, NAME_KEYS))
    return *made, _by_full_path, _by_line_text


def _line_key(
    kind: Callable[[bool], int], relative: Callable[[int], int], name: NameKey
) -> LineKey:
    """The order made of its three decisions."""

    def key(line: Line) -> Rank:
        dots = len(line.module) - len(line.module.lstrip("."))
        future = line.module != "__future__"
        place = (relative(dots), natural(line.module.lower()))
        return future, kind(line.plain), place, not line.plain, line.name != "*", name(line.name)

    return key


def _by_full_path(line: Line) -> Rank:
    """Module and name as one dotted path, whatever the form: the order of OpenStack's hacking."""
    path = line.module if line.plain else f"{line.module}.{line.name}"
    return line.module != "__future__", path.lower()


def _by_line_text(line: Line) -> Rank:
    """The statements as text, as an editor sorts lines."""
    text = f"import {line.module}" if line.plain else f"from {line.module} import {line.name}"
    return line.module != "__future__", text


def ascends(items: Sequence[T], key: Callable[[T], Rank]) -> bool:
    """Whether no item is greater than the one behind it."""
    ranks = [key(item) for item in items]
    return all(a <= b for a, b in pairwise(ranks))


def choose(
    keys: Iterable[Callable[[T], Rank]], items: Sequence[T], others: Iterable[Sequence[T]]
) -> Callable[[T], Rank] | None:
    """The order of the items: one that also holds everywhere else, if there is one."""
    groups = list(others)
    first = None
    for key in keys:
        if ascends(items, key):
            first = first or key
            if all(ascends(group, key) for group in groups):
                return key
    return first


def position(ranks: Sequence[Rank], rank: Rank) -> int:
    """Where an item of this rank goes: before the first greater one."""
    return next((i for i, other in enumerate(ranks) if other > rank), len(ranks))
