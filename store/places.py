"""The one or two back ends of a store: where a value goes, is looked for, and is cleared."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from store import records
from store.backends.base import Backend
from store.deadlines import Deadline
from store.errors import (
    Corrupt,
    KeyMissing,
    NewerVersion,
    NoKeyring,
    Outage,
    StoreError,
    TooLarge,
    Unavailable,
)
from store.index import Index, IndexEntry
from store.records import Record
from store.warnings_once import warn_once

# The part of a deadline that a slow keyring leaves to the fallback and to the index.
_KEYRING_SHARE = 0.8
_READABLE_WITH = {
    "keyring_wrapped": "Set STORE_BACKEND=keyring_wrapped, which reads it, or log in again.",
    "file": "Set STORE_BACKEND=auto and STORE_FALLBACK=allow, which read it, or log in again.",
}
_SWITCH_ON = "Set STORE_BACKEND=auto and leave STORE_DISABLE_KEYRING unset, or log in again."
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
            f"the place '{name}' is switched off here", _READABLE_WITH.get(name, _SWITCH_ON)
        )

    def targets(self, pin: str | None) -> tuple[Backend, ...]:
        """Return where a write goes, best first, given the pinned place; Unavailable if nowhere."""
        if self.keyring is None and self.fallback is None:
            raise Unavailable(
                "the keyring is switched off, and encrypted files are not asked for or not allowed",
                "Unset STORE_DISABLE_KEYRING, or set STORE_BACKEND to auto or file.",
            )
        if self.fallback is not None and pin == self.fallback.name:
            return (self.fallback,)
        return tuple(place for place in (self.keyring, self.fallback) if place is not None)

    def pinned(self, index: Index, entry: IndexEntry, *, absent: bool) -> Index:
        """Return the index that keeps to the entry's place, if there is a keyring and no pin yet.

        Where the keyring is switched off, the settings decide and nothing is pinned.
        """
        spilled = not absent and self._is_pinned_to_fallback(entry.place)
        chosen = self.keyring is not None and index.pin is None and not spilled
        return index.with_pin(entry.place) if chosen else index

    def newest(self, key: Key, index: Index, deadline: Deadline) -> Record | None:
        """Return the newest record in any place, for an account whose place is not known.

        Where there is no keyring it holds nothing, unless it is the pinned place.
        """
        found: list[Record | None] = []
        if self.fallback is not None:
            found.append(read_record(self.fallback, key, deadline))
        if self.keyring is not None and not (
            index.complete and self._is_pinned_to_fallback(index.pin)
        ):
            try:
                found.append(read_record(self.keyring, key, deadline))
            except NoKeyring:
                if self.fallback is None or index.pin == self.keyring.name or not index.complete:
                    raise
        return max((each for each in found if each), key=lambda r: r.generation, default=None)

    def write(
        self, key: Key, value: str, index: Index, deadline: Deadline, *, spill: bool, first: bool
    ) -> tuple[IndexEntry, bool]:
        """Store the value as the newest generation; return its entry, and if no keyring was there.

        An Outage of the keyring leads to the fallback only where there is no keyring and none was
        used before, or with ``spill``, as does TooLarge. Each attempt has its own generation: a
        slow one may still land. ``first``: this process has not looked at the entry yet, which may
        be a newer version's; then NewerVersion is raised.
        """
        targets = self.targets(index.pin)
        failed: StoreError | None = None
        unsure: tuple[str, ...] = ()
        for generation, place in enumerate(targets, index.next_generation(now())):
            record = Record(generation, now(), value)
            share = deadline.share(_KEYRING_SHARE) if place is self.keyring else deadline
            try:
                if index.pin is None:
                    place.probe(key[0], share)
                if first:
                    _refuse_newer(place, key, share)
                place.set(*key, records.encode(record), share)
                entry = IndexEntry(generation, place.name, record.at, copies=unsure)
                return entry, isinstance(failed, NoKeyring)
            except (Outage, TooLarge) as error:
                if failed is not None:
                    raise _both(failed, error) from error
                absent = isinstance(error, NoKeyring) and index.pin is None
                if place is targets[-1] or not (spill or absent):
                    raise
                failed = error
                unsure = () if isinstance(error, NoKeyring | TooLarge) else (place.name,)
                topic, home = f"{key[0]} {error.code}", targets[-1].describe()
                warn_once(_log, topic, "%s: what is saved goes to %s", error, home)
        raise AssertionError("the last target returns or raises")

    def clear_copies(self, key: Key, entry: IndexEntry, deadline: Deadline) -> IndexEntry:
        """Remove what the entry replaced elsewhere; return it with the copies that stay."""
        kept = []
        for name in entry.copies:
            try:
                self.named(name).delete(*key, deadline)
            except StoreError as error:
                _log.info("an older copy stays in %s: %s", name, error.code)
                kept.append(name)
        return replace(entry, copies=tuple(kept))

    def remove(
        self, key: Key, entry: IndexEntry | None, index: Index, deadline: Deadline
    ) -> tuple[bool, dict[str, StoreError]]:
        """Remove the key wherever it may be; return whether it was there, and what failed where.

        For an account whose places are not known, that is every place that exists.
        """
        found, failures = False, dict[str, StoreError]()
        known = frozenset() if entry is None else entry.places
        everywhere = entry is None or entry.state == "pending" or not index.complete
        for name in sorted(known | {place.name for place in self if everywhere}):
            try:
                found = self.named(name).delete(*key, deadline) or found
            except NoKeyring as error:
                if name in known:
                    failures[name] = error
            except StoreError as error:
                failures[name] = error
        return found, failures

    def outlook(self, service: str, pin: str | None, seconds: float) -> Outlook:
        """Return what a save would do now, with that much time for each place; writes nothing."""
        try:
            targets = self.targets(pin)
        except StoreError as error:
            return Outlook(None, error, None)
        problems = [trouble(place, service, seconds) for place in targets]
        keyring = problems[0] if targets[0] is self.keyring else None
        absent = isinstance(problems[0], NoKeyring) and pin is None
        chosen = 1 if absent and len(targets) > 1 else 0
        why = ", for there is no keyring" if chosen else ""
        return Outlook(f"{targets[chosen].describe()}{why}", problems[chosen], keyring)

    def _is_pinned_to_fallback(self, pin: str | None) -> bool:
        return self.fallback is not None and pin == self.fallback.name


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where a save would go, what would keep it from there, and what is wrong with the keyring."""

    target: str | None
    problem: StoreError | None
    keyring: StoreError | None


def trouble(place: Backend, service: str, seconds: float) -> StoreError | None:
    """Return what a write to the place would meet, None when nothing is in its way."""
    try:
        place.probe(service, Deadline.after(seconds))
    except StoreError as error:
        return error
    return None


def read_record(place: Backend, key: Key, deadline: Deadline) -> Record | None:
    """Return the record that the place holds."""
    text = place.get(*key, deadline)
    return None if text is None else records.decode(text)


def now() -> int:
    """Return the time in unix milliseconds."""
    return int(time.time() * 1000)


def _refuse_newer(place: Backend, key: Key, deadline: Deadline) -> None:
    try:
        read_record(place, key, deadline)
    except NewerVersion:
        raise
    except (Corrupt, KeyMissing):
        return  # a damaged entry is replaced


def _both(first: StoreError, second: StoreError) -> StoreError:
    return type(first)(f"{first.message}; and the fallback: {second.message}", second.remedy)
