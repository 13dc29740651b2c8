"""One service's secrets over two places: the keyring, and encrypted files when policy allows them.

Every write gets a generation that was never given before, and the index says where the newest one
lies; so an old copy that an outage left behind cannot come back. What worked first is pinned: when
the keyring was used once, its outage is an error and no reason to write elsewhere. The exception is
``spill``, for a value whose predecessor is already spent.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from store.backends.base import Backend
from store.backends.files.file_locks import exclusive
from store.deadlines import Deadline
from store.errors import Conflict, Corrupt, NewerVersion, Outage, StoreError
from store.index import Index, IndexEntry, IndexFile
from store.names import check_account, check_name, digest_of
from store.places import Places, read
from store.rebuilding import rebuilt
from store.records import Record

Policy = Literal["allow", "deny"]
_ATTEMPTS = 3
_log = logging.getLogger(__name__)


class SecureStore:
    """Gets, sets, deletes and lists the accounts of one service; safe for threads and processes.

    ``directory`` gets one directory per service. Every method ends within ``deadline`` seconds
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
        self.service = check_name("service", service)
        self.directory = directory / service
        self.places = Places(keyring, fallback if policy == "allow" else None)
        self._index = IndexFile(self.directory / "index.json")
        self._seconds = deadline
        self._cache: dict[str, tuple[IndexEntry, str]] = {}

    def get(self, account: str) -> str | None:
        """Return the newest value, None when there is certainly none.

        Raises Outage when the place that has it cannot be asked, Corrupt when it cannot be trusted.
        """
        check_account(account)
        deadline = self._new_deadline()
        for _ in range(_ATTEMPTS):
            index = self._read(deadline)
            entry = index.entries.get(account)
            record = self._look(account, index, deadline)
            # A writer puts the value in its place before it says so in the index.
            if _satisfies(record, entry) or self._read(deadline).entries.get(account) == entry:
                return self._answer(account, record, entry)
        with self._alone(deadline):
            index = self._known(deadline)
            record = self._look(account, index, deadline)
            return self._answer(account, record, index.entries.get(account))

    def has(self, account: str) -> bool:
        """Say whether there is an entry, one that cannot be trusted included."""
        try:
            return self.get(account) is not None
        except Corrupt:
            return True

    def set(
        self, account: str, value: str, *, spill: bool = False, deadline: Deadline | None = None
    ) -> None:
        """Store the value as the newest; in an outage raise it and keep what was there.

        With ``spill`` and a fallback, the value then goes to the fallback, with a warning.
        """
        check_account(account)
        deadline = deadline or self._new_deadline()
        with self._alone(deadline):
            index = self._known(deadline)
            before, key = index.entries.get(account), (self.service, account)
            if before is None or before.state == "removed":
                floor = 0 if before is None else before.generation
                index = index.with_entry(account, IndexEntry(floor, "", _now(), "pending"))
                self._index.write(index)
            try:
                entry = self.places.write(key, value, index, deadline, spill=spill)
            except StoreError as error:
                self._withdraw(account, before, index, error)
                raise
            finally:
                self._cache.pop(account, None)
            self._index.write(self.places.pinned(index, entry).with_entry(account, entry))
            self.places.clear_copies(key, before, entry, deadline)

    def delete(self, account: str, *, deadline: Deadline | None = None) -> bool:
        """Remove the account everywhere and say whether there was one.

        When a place cannot be reached, what it holds counts no longer, and its error is raised.
        """
        check_account(account)
        deadline = deadline or self._new_deadline()
        with self._alone(deadline):
            index = self._known(deadline)
            self._cache.pop(account, None)
            found, failures = self.places.remove((self.service, account), index, deadline)
            if not failures:
                if account in index.entries:
                    self._index.write(index.without(account))
                return found
            place, failure = next(iter(failures.items()))
            tombstone = IndexEntry(index.last + 1, place, _now(), "removed")
            self._index.write(index.with_entry(account, tombstone))
        raise failure

    def list(self) -> tuple[str, ...]:
        """Return the sorted accounts; asks no place while the index is sound."""
        deadline = self._new_deadline()
        index = self._read(deadline)
        if not self._index.path.exists():
            index = rebuilt(None, self.places, self.service, deadline)
        stored = {name for name, entry in index.entries.items() if entry.state == "stored"}
        pending = {name for name, entry in index.entries.items() if entry.state == "pending"}
        return tuple(sorted(stored | set(filter(self.has, pending))))

    def index(self) -> Index:
        """Return what the index says; raises Corrupt when it is damaged."""
        return self._index.read() or Index()

    def repair(self) -> Index:
        """Write the index anew from what the places name themselves, and return it."""
        deadline = self._new_deadline()
        with self._alone(deadline):
            index = rebuilt(self._known(deadline), self.places, self.service, deadline)
            self._index.write(index)
            return index

    def forget(self) -> None:
        """Forget the values read from the keyring, so that the next read asks it again."""
        self._cache.clear()

    def pin(self, mode: str | None) -> None:
        """Pin a place by its name, or none; an entry moves there when it is next written."""
        if mode is not None:
            self.places.named(mode)
        deadline = self._new_deadline()
        with self._alone(deadline):
            self._index.write(self._known(deadline).pinned(mode))

    def _look(self, account: str, index: Index, deadline: Deadline) -> Record | None:
        entry = index.entries.get(account)
        if entry is None or entry.state == "pending":
            record = self.places.newest((self.service, account), index.mode, deadline)
            floor = -1 if entry is None else entry.generation
            return record if record is not None and record.generation > floor else None
        if entry.state == "removed":
            return None
        cached = self._cache.get(account)
        if cached is not None and cached[0] == entry:
            return Record(entry.generation, entry.at, cached[1])
        place = self.places.named(entry.place)
        record = read(place, (self.service, account), deadline)
        if place is self.places.keyring and record and record.generation == entry.generation:
            self._cache[account] = (entry, record.value)
        return record

    def _answer(self, account: str, record: Record | None, entry: IndexEntry | None) -> str | None:
        if record is None:
            if entry is not None and entry.state == "stored":
                _log.warning("entry %s vanished from %s", digest_of(account), entry.place)
            return None
        if not _satisfies(record, entry):
            raise Corrupt("an older value was put back in the place of a newer one")
        return record.value

    def _withdraw(
        self, account: str, before: IndexEntry | None, index: Index, error: StoreError
    ) -> None:
        # After an outage or a conflict the write may have landed, or land later: the name stays.
        unsure = isinstance(error, Outage | Conflict)
        spent = index.used(index.last + len(tuple(self.places)))
        if not unsure and before is None:
            spent = spent.without(account)
        elif not unsure and before is not None:
            spent = spent.with_entry(account, before)
        try:
            self._index.write(spent)
        except StoreError as second:
            _log.warning("the index could not be written after a failed write: %s", second.code)

    def _read(self, deadline: Deadline) -> Index:
        try:
            return self._index.read() or Index()
        except NewerVersion:
            raise
        except Corrupt:
            with self._alone(deadline):
                return self._known(deadline)

    def _known(self, deadline: Deadline) -> Index:
        """Return the index, made anew when it is missing or damaged; only for the lock's holder."""
        try:
            index = self._index.read()
        except NewerVersion:
            raise
        except Corrupt as error:
            made = rebuilt(None, self.places, self.service, deadline)
            kept = self._index.set_aside()
            _log.warning("%s; it was made anew, the old one is kept as %s", error, kept.name)
            self._index.write(made)
            return made
        return index or rebuilt(None, self.places, self.service, deadline)

    def _new_deadline(self) -> Deadline:
        return Deadline.after(self._seconds)

    @contextmanager
    def _alone(self, deadline: Deadline) -> Iterator[None]:
        path = self.directory / "index.lock"
        with exclusive(path, deadline, "another process that writes to the store"):
            yield


def _satisfies(record: Record | None, entry: IndexEntry | None) -> bool:
    if entry is None or entry.state != "stored":
        return record is not None
    return record is not None and record.generation >= entry.generation


def _now() -> int:
    return int(time.time() * 1000)
