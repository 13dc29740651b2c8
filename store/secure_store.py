"""One service's secrets over two places: the keyring, and encrypted files when policy allows them.

Every write gets a generation above all that were given, and the index says where the newest one
lies and where older ones may; so an old copy that an outage left behind cannot come back. What
worked first is pinned: when the keyring was used once, its outage is an error and no reason to
write elsewhere. The exception is ``spill``, for a value whose predecessor is already spent.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import Literal

from store.backends.base import Backend
from store.backends.scoped import SCOPE_FILE, Scoped
from store.deadlines import Deadline
from store.errors import Conflict, Corrupt, KeyMissing, Outage, StoreError, Unavailable
from store.index import Index, IndexEntry
from store.names import check_account, directory_of
from store.places import Places, now, read_record
from store.reading import ReadCache, answer, satisfies
from store.rebuilding import rebuilt
from store.records import Record
from store.service_index import ServiceIndex

Policy = Literal["allow", "deny"]
_ATTEMPTS = 3
_log = logging.getLogger(__name__)


class SecureStore:
    """Gets, sets, deletes and lists the accounts of one service; safe for threads and processes.

    ``directory`` gets one directory per service. Every method waits at most ``deadline`` seconds
    and raises StoreError only; an Outage says nothing about whether an entry exists.
    """

    def __init__(
        self,
        service: str,
        *,
        directory: Path,
        keyring: Backend | None,
        fallback: Backend | None = None,
        policy: Policy = "allow",
        deadline: float = 5.0,
    ) -> None:
        self.service = service
        self.directory = directory / directory_of(service)
        self.places = Places(keyring, fallback if policy == "allow" else None)
        self._index = ServiceIndex(service, self.directory, self.places)
        self._seconds = deadline
        self._cache = ReadCache()
        self._written: set[str] = set()

    def get(self, account: str) -> str | None:
        """Return the newest value, None when there is certainly none.

        Raises Outage when the place that has it cannot be asked, Corrupt when it cannot be trusted.
        """
        return self._get(check_account(account), self._new_deadline())

    def has(self, account: str) -> bool:
        """Say whether there is an entry, one that cannot be trusted included."""
        return self._has(check_account(account), self._new_deadline())

    def set(
        self, account: str, value: str, *, spill: bool = False, deadline: Deadline | None = None
    ) -> None:
        """Store the value as the newest; in an outage raise it and keep what was there.

        With ``spill`` and a fallback, the value then goes to the fallback, with a warning.
        """
        key, deadline = (self.service, check_account(account)), deadline or self._new_deadline()
        with self._index.locked(deadline):
            index = self._index.current(deadline)
            before = index.entries.get(account)
            if before is None or before.state != "stored":
                index = self._announce(account, before, index)
            first = account not in self._written
            try:
                entry, absent = self.places.write(
                    key, value, index, deadline, spill=spill, first=first
                )
            except StoreError as error:
                self._withdraw(account, before, index, error)
                raise
            finally:
                self._cache.drop(account)
            self._written.add(account)
            old = before.places if before is not None else frozenset()
            copies = (old | entry.places) - {entry.place}
            entry = replace(entry, copies=tuple(sorted(copies)))
            index = self.places.pinned(index, entry, absent=absent).with_entry(account, entry)
            self._index.write(index)
            left = self.places.clear_copies(key, entry, deadline)
            if left != entry:
                self._index.write(index.with_entry(account, left))

    def delete(self, account: str, *, deadline: Deadline | None = None) -> bool:
        """Remove the account everywhere and say whether there was one.

        It counts no longer from the first moment on. When a place cannot be reached, the value
        still lies there, and the place's error is raised.
        """
        key, deadline = (self.service, check_account(account)), deadline or self._new_deadline()
        with self._index.locked(deadline):
            index = self._index.current(deadline)
            entry = index.entries.get(account)
            self._cache.drop(account)
            if entry is not None and entry.state == "stored":
                entry = IndexEntry(
                    index.next_generation(now()), entry.place, now(), "removed", entry.copies
                )
                index = index.with_entry(account, entry)
                self._index.write(index)
            found, failures = self.places.remove(key, entry, index, deadline)
            if failures:
                place, *copies = failures
                left = IndexEntry(
                    index.next_generation(now()), place, now(), "removed", tuple(copies)
                )
                self._index.write(index.with_entry(account, left))
                raise failures[place]
            if entry is not None or not index.complete:
                self._index.write(index.forgotten(account, now()))
            return found

    def list(self) -> tuple[str, ...]:
        """Return the sorted accounts; asks no place while the index is sound.

        An account whose first write ended in an outage is listed as long as nobody can say that it
        is not there.
        """
        deadline = self._new_deadline()
        index = self._index.read(deadline)
        if not index.entries and self._index.as_it_is() is None:
            index = rebuilt(None, self.places, self.service, deadline, damaged=False)
        return tuple(
            name
            for name, entry in sorted(index.entries.items())
            if entry.state == "stored"
            or (entry.state == "pending" and self._may_have(name, deadline))
        )

    def index(self) -> Index:
        """Return what the index says; raises Corrupt when it is damaged."""
        return self._index.as_it_is() or Index()

    def repair(self) -> Index:
        """Add to the index what the places name themselves, and return it."""
        deadline = self._new_deadline()
        with self._index.locked(deadline):
            return self._index.repair(deadline)

    def reset(self) -> None:
        """Forget what was read, and ask a keyring again that refused: it may be unlocked by now."""
        self._cache.clear()
        for place in self.places:
            place.reset()

    def pin(self, place: str | None) -> None:
        """Pin a place by its name, or none; an entry moves there when it is next written."""
        if place is not None and place not in {each.name for each in self.places}:
            remedy = "Set STORE_BACKEND so that the place may be used, then pin it."
            raise Unavailable(f"the place '{place}' cannot be pinned: it is switched off", remedy)
        deadline = self._new_deadline()
        with self._index.locked(deadline):
            self._index.write(self._index.current(deadline).with_pin(place))

    def _get(self, account: str, deadline: Deadline) -> str | None:
        for _ in range(_ATTEMPTS):
            index = self._index.read(deadline)
            entry = index.entries.get(account)
            record = self._find(account, index, deadline)
            # A writer puts the value in its place before it says so in the index.
            if satisfies(record, entry) or self._index.read(deadline).entries.get(account) == entry:
                return answer(account, record, entry)
        with self._index.locked(deadline):
            index = self._index.current(deadline)
            record = self._find(account, index, deadline)
            return answer(account, record, index.entries.get(account))

    def _has(self, account: str, deadline: Deadline) -> bool:
        try:
            return self._get(account, deadline) is not None
        except Corrupt:
            return True

    def _may_have(self, account: str, deadline: Deadline) -> bool:
        try:
            return self._has(account, deadline)
        except StoreError:
            return True

    def _find(self, account: str, index: Index, deadline: Deadline) -> Record | None:
        entry, key = index.entries.get(account), (self.service, account)
        if entry is None or entry.state == "pending":
            record = self.places.newest(key, index, deadline)
            counts = record is not None and record.generation > index.floor(account)
            return record if counts else None
        if entry.state == "removed":
            return None
        cached = self._cache.get(account, entry)
        if cached is not None:
            return cached
        place = self.places.named(entry.place)
        record = read_record(place, key, deadline)
        if record is None and isinstance(place, Scoped) and not place.has_id(self.service):
            raise KeyMissing(
                f"{self.directory / SCOPE_FILE} is gone: what the keyring has cannot be found",
                "Bring the file back from a backup, or log in again.",
            )
        if place is self.places.keyring and record is not None:
            self._cache.put(account, entry, record)
        return record

    def _announce(self, account: str, before: IndexEntry | None, index: Index) -> Index:
        """Write down that the account gets a value, so that its name outlives a crash."""
        self.places.targets(index.pin)
        copies = tuple(sorted(before.places)) if before is not None else ()
        # Whatever a place holds of an account that does not count is older than this.
        entry = IndexEntry(index.last, "", now(), "pending", copies)
        index = index.with_entry(account, entry)
        self._index.write(index)
        return index

    def _withdraw(
        self, account: str, before: IndexEntry | None, index: Index, error: StoreError
    ) -> None:
        """Write down that a write failed; after an outage or a conflict it may still land."""
        spent = index.used(index.next_generation(now()) + len(tuple(self.places)))
        unsure = isinstance(error, Outage | Conflict)
        if unsure and before is not None and before.state == "stored":
            targets = {place.name for place in self.places.targets(index.pin)}
            copies = tuple(sorted((before.places | targets) - {before.place}))
            # Another moment, so that no process trusts what it read before.
            spent = spent.with_entry(account, replace(before, at=now(), copies=copies))
        elif not unsure:
            back = spent.without(account)
            spent = back if before is None else back.with_entry(account, before)
        try:
            self._index.write(spent)
        except StoreError as second:
            _log.warning("the index could not be written after a failed write: %s", second.code)

    def _new_deadline(self) -> Deadline:
        return Deadline.after(self._seconds)
