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

from store.backends.files.private_files import read_private, write_private
from store.errors import Corrupt, InvalidName, NewerVersion
from store.names import check_account

State = Literal["stored", "pending", "removed"]
_STATES = ("stored", "pending", "removed")
_VERSION = 1
_LATEST = 2**53
# A file's time has the grain of the kernel's clock; a younger file may change under the same time.
_GRAIN_NS = 50_000_000
_Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """The newest known generation of an account and the place (a back end's name) it lies in.

    ``pending``: a first write has begun. ``removed``: a place could not be reached when the account
    was removed, and what it still holds up to this generation does not count.
    """

    generation: int
    place: str
    at: int
    state: State = "stored"


@dataclass(frozen=True, slots=True)
class Index:
    """The entries, the highest generation ever given, and the place that is pinned."""

    entries: Mapping[str, IndexEntry] = field(default_factory=dict)
    last: int = 0
    mode: str | None = None

    def with_entry(self, account: str, entry: IndexEntry) -> Index:
        """Return the index with the account's entry replaced."""
        last = max(self.last, entry.generation)
        return replace(self, entries={**self.entries, account: entry}, last=last)

    def without(self, account: str) -> Index:
        """Return the index without the account; its generations are never given again."""
        return replace(self, entries={k: v for k, v in self.entries.items() if k != account})

    def used(self, generation: int) -> Index:
        """Return the index that will never give the generation again."""
        return replace(self, last=max(self.last, generation))

    def pinned(self, mode: str | None) -> Index:
        """Return the index with another pinned place."""
        return replace(self, mode=mode)


def encode(index: Index) -> bytes:
    """Return the index's bytes, the same for the same index."""
    entries = {
        account: {"gen": e.generation, "place": e.place, "at": e.at, "state": e.state}
        for account, e in sorted(index.entries.items())
    }
    fields = {"v": _VERSION, "mode": index.mode, "last": index.last, "entries": entries}
    return json.dumps(fields, indent=0).encode()


def decode(content: bytes) -> Index:
    """Return the index of its bytes; raises Corrupt."""
    try:
        fields = json.loads(content)
    except (ValueError, RecursionError):
        raise Corrupt("the index is not JSON") from None
    match fields:
        case {"v": int(version), **_rest} if version > _VERSION:
            raise NewerVersion("the index was written by a newer version")
        case {"v": 1, "mode": None | str() as mode, "last": int(last), "entries": dict(entries)}:
            pairs = {str(account): _entry(account, each) for account, each in entries.items()}
            return Index(pairs, _number(last), mode)
        case _:
            raise Corrupt("the index lacks a field")


def _entry(account: object, fields: object) -> IndexEntry:
    try:
        check_account(str(account))
    except InvalidName as error:
        raise Corrupt(f"the index names an account that cannot be: {error.message}") from None
    match fields:
        case {"gen": int(gen), "place": str(place), "at": int(at), "state": str(state)} if (
            state in _STATES
        ):
            return IndexEntry(_number(gen), place, _number(at), cast(State, state))
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
        content = read_private(self.path)
        if content is None:
            return None
        index = decode(content)
        if time.time_ns() - stamp[0] > _GRAIN_NS:
            self._read = (stamp, index)
        return index

    def write(self, index: Index) -> None:
        """Replace the file; a crash leaves the old index, which the places can only outrun."""
        write_private(self.path, encode(index), sync_directory=False)

    def set_aside(self) -> Path:
        """Move a damaged index out of the way, keeping its bytes, and return where it is now."""
        kept = self.path.with_suffix(".corrupt")
        os.replace(self.path, kept)  # noqa: PTH105
        return kept

    def _stamp(self) -> _Stamp | None:
        try:
            status = os.lstat(self.path)
        except FileNotFoundError:
            return None
        except OSError:
            return 0, 0, 0  # never trusted; reading says what is wrong
        return status.st_mtime_ns, status.st_ino, status.st_size
