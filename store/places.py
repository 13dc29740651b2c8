"""The one or two back ends of a store: where a value goes, is looked for, and is cleared."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass

from store import records
from store.backends.base import Backend, Probing
from store.deadlines import Deadline
from store.errors import Outage, StoreError, Unavailable
from store.index import Index, IndexEntry
from store.once import warn_once
from store.records import Record

# The part of a deadline that a slow keyring leaves to the fallback and to the index.
_KEYRING_SHARE = 0.8
_log = logging.getLogger(__name__)
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Places:
    """The keyring and the fallback; None stands for one that is switched off or not allowed.

    A ``Key`` is a service and an account.
    """

    keyring: Backend | None
    fallback: Backend | None

    def __iter__(self) -> Iterator[Backend]:
        return (place for place in (self.fallback, self.keyring) if place is not None)

    def named(self, name: str) -> Backend:
        """Return the place of that name; Unavailable when this process may not use it."""
        for place in self:
            if place.name == name:
                return place
        raise Unavailable(
            f"the entry lies in the place '{name}', which is switched off here",
            "Set STORE_BACKEND=auto and leave STORE_DISABLE_KEYRING unset, or log in again.",
        )

    def targets(self, mode: str | None) -> tuple[Backend, ...]:
        """Return where a write goes, best first, given the pinned place; Unavailable if nowhere."""
        if self.keyring is None and self.fallback is None:
            raise Unavailable("the keyring is switched off and the fallback is not allowed")
        if self.fallback is not None and mode == self.fallback.name:
            return (self.fallback,)
        return tuple(place for place in (self.keyring, self.fallback) if place is not None)

    def pinned(self, index: Index, entry: IndexEntry) -> Index:
        """Return the index that keeps to the entry's place, if there was a choice and no pin."""
        chosen = self.keyring is not None and index.mode is None
        return index.pinned(entry.place) if chosen else index

    def newest(self, key: Key, mode: str | None, deadline: Deadline) -> Record | None:
        """Return the newest record in any place, for an account that the index does not know.

        A keyring that does not exist holds nothing, unless it is the pinned place.
        """
        found: list[Record | None] = []
        if self.fallback is not None:
            found.append(read(self.fallback, key, deadline))
        if self.keyring is not None and not self._pinned_to_fallback(mode):
            try:
                found.append(read(self.keyring, key, deadline))
            except Unavailable:
                if self.fallback is None or mode == self.keyring.name:
                    raise
        return max((each for each in found if each), key=lambda r: r.generation, default=None)

    def write(
        self, key: Key, value: str, index: Index, deadline: Deadline, *, spill: bool
    ) -> IndexEntry:
        """Store the value as the newest generation and return its entry.

        An Outage of the keyring leads to the fallback only if the keyring does not exist and was
        never used, or with ``spill``. Each attempt uses up a generation: a slow one may still land.
        """
        targets = self.targets(index.mode)
        failed: Outage | None = None
        for generation, place in enumerate(targets, index.last + 1):
            record = Record(generation, _now(), value)
            share = deadline.sooner(_KEYRING_SHARE) if place is self.keyring else deadline
            try:
                if index.mode is None and isinstance(place, Probing):
                    place.probe(share)
                place.set(*key, records.encode(record), share)
                return IndexEntry(generation, place.name, record.at)
            except Outage as error:
                if failed is not None:
                    raise _both(failed, error) from error
                if place is targets[-1] or not (spill or _absent(error, index)):
                    raise
                failed = error
                topic, home = f"{key[0]} {error.code}", targets[-1].describe()
                warn_once(_log, topic, "%s: what is saved goes to %s", error, home)
        raise AssertionError("the last target returns or raises")

    def clear_copies(
        self, key: Key, before: IndexEntry | None, entry: IndexEntry, deadline: Deadline
    ) -> None:
        """Remove what the new entry replaced elsewhere; a copy that stays is outranked anyway."""
        for place in self:
            old = before is not None and before.place == place.name
            if place.name == entry.place or not (old or place is self.fallback):
                continue
            try:
                place.delete(*key, deadline)
            except StoreError as error:
                _log.info("an older copy stays in %s: %s", place.name, error.code)

    def remove(
        self, key: Key, index: Index, deadline: Deadline
    ) -> tuple[bool, dict[str, StoreError]]:
        """Remove the key everywhere; return whether there was one, and the places that failed."""
        found, failures = False, dict[str, StoreError]()
        entry = index.entries.get(key[1])
        used = {index.mode, entry.place if entry is not None else None}
        for place in self:
            try:
                found = place.delete(*key, deadline) or found
            except StoreError as error:
                nowhere = isinstance(error, Unavailable) and place is self.keyring
                if not nowhere or place.name in used:
                    failures[place.name] = error
        if entry is not None and entry.place and not failures:
            try:
                self.named(entry.place)
            except Unavailable as error:
                failures[entry.place] = error
        return found, failures

    def _pinned_to_fallback(self, mode: str | None) -> bool:
        return self.fallback is not None and mode == self.fallback.name


def read(place: Backend, key: Key, deadline: Deadline) -> Record | None:
    """Return the record that the place holds."""
    text = place.get(*key, deadline)
    return None if text is None else records.decode(text)


def _absent(error: Outage, index: Index) -> bool:
    return isinstance(error, Unavailable) and index.mode is None


def _both(first: Outage, second: Outage) -> Outage:
    return type(first)(f"{first.message}; and the fallback: {second.message}", second.remedy)


def _now() -> int:
    return int(time.time() * 1000)
