"""The index of a service: which accounts there are, where their newest value lies, what is pinned.

It holds no secret. It outranks the places: a value of an older generation than the index knows is
not the account's value, so neither an outage nor a copied file can bring an old token back.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, cast

from store.backends.files.private_files import (
    check_directory,
    check_owner,
    move_private,
    read_private,
    translated,
    write_private,
)
from store.errors import Corrupt, InvalidName, NewerVersion
from store.names import check_account

State = Literal["stored", "pending", "removed"]
_STATES = ("stored", "pending", "removed")
_VERSION = 1
_LATEST = 2**53
# Of a hundred thousand accounts.
_LARGEST_FILE = 1 << 24
# A file's time has the grain of the kernel's clock; a younger file may change under the same time.
_GRAIN_NS = 50_000_000
_Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """The newest known generation of an account and the place (a back end's name) it lies in.

    ``copies`` are the other places that may still hold an older one. ``pending``: a first write
    has begun. ``removed``: a removal has begun; what a place still holds up to this generation
    does not count.
    """

    generation: int
    place: str
    at: int
    state: State = "stored"
    copies: tuple[str, ...] = ()

    @property
    def places(self) -> frozenset[str]:
        """The names of all places that may hold a value of the account."""
        return frozenset({self.place, *self.copies} - {""})


@dataclass(frozen=True, slots=True)
class Index:
    """The entries, the highest generation ever given, and the place that is pinned.

    ``complete``: what a place holds of an account that is not here is left over, and counts only if
    it is newer than everything here. It is not so after an index was lost that nothing can restore.
    """

    entries: Mapping[str, IndexEntry] = field(default_factory=dict)
    last: int = 0
    pin: str | None = None
    complete: bool = True

    def floor(self, account: str) -> int:
        """Return the generation that a value of an account without a place must exceed to count."""
        entry = self.entries.get(account)
        if entry is not None:
            return entry.generation
        return self.last if self.complete else -1

    def next_generation(self, now: int) -> int:
        """Return a generation above all that were given, even if this index is an old or a new one.

        ``now`` is in unix milliseconds: a clock that is wrong costs nothing but its use as a floor.
        """
        return max(self.last + 1, min(now, _LATEST // 2))

    def with_entry(self, account: str, entry: IndexEntry) -> Index:
        """Return the index with the account's entry replaced."""
        last = max(self.last, entry.generation)
        return replace(self, entries={**self.entries, account: entry}, last=last)

    def without(self, account: str) -> Index:
        """Return the index without the account; its generations are never given again."""
        return replace(self, entries={k: v for k, v in self.entries.items() if k != account})

    def forgotten(self, account: str, now: int) -> Index:
        """Return the index after a removal: whatever a place still holds counts no more."""
        spent = self.used(self.next_generation(now))
        if self.complete:
            return spent.without(account)
        return spent.with_entry(account, IndexEntry(spent.last, "", now, "removed"))

    def used(self, generation: int) -> Index:
        """Return the index that will never give the generation again."""
        return replace(self, last=max(self.last, generation))

    def with_pin(self, pin: str | None) -> Index:
        """Return the index with another pinned place."""
        return replace(self, pin=pin)


def encode(index: Index) -> bytes:
    """Return the index's bytes, the same for the same index."""
    entries = {
        account: {
            "gen": entry.generation,
            "place": entry.place,
            "at": entry.at,
            "state": entry.state,
            "copies": list(entry.copies),
        }
        for account, entry in sorted(index.entries.items())
    }
    fields = {
        "v": _VERSION,
        "pin": index.pin,
        "last": index.last,
        "complete": index.complete,
        "entries": entries,
    }
    return json.dumps(fields, indent=0).encode()


def decode(content: bytes) -> Index:
    """Return the index of its bytes; raises Corrupt."""
    match _parsed(content):
        case {"v": int(version), **_rest} if version > _VERSION:
            raise NewerVersion("the index was written by a newer version")
        case {
            "v": 1,
            "pin": None | str() as pin,
            "last": int(last),
            "complete": bool(complete),
            "entries": dict(entries),
        }:
            pairs = {str(account): _entry(account, each) for account, each in entries.items()}
            return Index(pairs, _number(last), pin, complete)
        case _:
            raise Corrupt("the index lacks a field")


def _parsed(content: bytes) -> object:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _entry(account: object, fields: object) -> IndexEntry:
    try:
        check_account(str(account))
    except InvalidName as error:
        raise Corrupt(f"the index names an account that cannot be: {error.message}") from None
    match fields:
        case {
            "gen": int(gen),
            "place": str(place),
            "at": int(at),
            "state": str(state),
            "copies": list(copies),
        } if state in _STATES and all(isinstance(copy, str) for copy in copies):
            kind = cast(State, state)
            return IndexEntry(_number(gen), place, _number(at), kind, tuple(copies))
        case _:
            raise Corrupt("the index has an entry that lacks a field")


def _number(value: int) -> int:
    if isinstance(value, bool) or not 0 <= value <= _LATEST:
        raise Corrupt("the index has a number out of bounds")
    return value


class IndexFile:
    """One index on disk, read again only when it changed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read: tuple[_Stamp, Index] | None = None

    def read(self) -> Index | None:
        """Return the index, None when there is no file; raises Corrupt, Denied, Unavailable."""
        stamp = self._stamp()
        if stamp is None:
            return None
        if self._read is not None and self._read[0] == stamp:
            return self._read[1]
        with translated(self.path):
            check_owner(self.path.parent.parent)
            check_directory(self.path.parent)
        content = read_private(self.path, largest=_LARGEST_FILE)
        if content is None:
            return None
        index = decode(content)
        if time.time_ns() - stamp[0] > _GRAIN_NS:
            self._read = (stamp, index)
        return index

    def write(self, index: Index) -> None:
        """Replace the file; a crash leaves the old index, which the places can only outrun."""
        write_private(self.path, encode(index), largest=_LARGEST_FILE)

    def set_aside(self) -> Path:
        """Move a damaged index out of the way, keeping its bytes, and return where it is now."""
        kept = self.path.with_suffix(".corrupt")
        move_private(self.path, kept)
        return kept

    def _stamp(self) -> _Stamp | None:
        try:
            status = os.lstat(self.path)
        except FileNotFoundError:
            return None
        except OSError:
            return 0, 0, 0  # reading says what is wrong
        return status.st_mtime_ns, status.st_ino, status.st_size
