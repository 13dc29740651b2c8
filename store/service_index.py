"""The index of a service in use: read by all, written by one at a time, made anew if lost."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from store.backends.files.file_locks import exclusive
from store.backends.scoped import SCOPE_FILE
from store.deadlines import Deadline
from store.errors import Corrupt, NewerVersion, Unavailable
from store.index import Index, IndexFile
from store.places import Places
from store.rebuilding import rebuilt

_log = logging.getLogger(__name__)
_REPAIR = (
    "Run, where the keyring may be used: store doctor --repair; or run it here, to go on without"
    " what lies in the keyring."
)


class ServiceIndex:
    """The index file in a service's directory, and the places from which it can be made anew."""

    def __init__(self, service: str, directory: Path, places: Places) -> None:
        self._service = service
        self._directory = directory
        self._places = places
        self._file = IndexFile(directory / "index.json")

    def read(self, deadline: Deadline) -> Index:
        """Return the index; takes the lock only to make it anew. Raises Outage, NewerVersion."""
        try:
            index = self._file.read()
            if index is not None or not self._kept_in_a_keyring():
                return index or Index()
        except NewerVersion:
            raise
        except Corrupt:
            pass
        with self.locked(deadline):
            return self.current(deadline)

    def as_it_is(self) -> Index | None:
        """Return the index, None when it is missing; raises Corrupt when it is damaged."""
        return self._file.read()

    @contextmanager
    def locked(self, deadline: Deadline) -> Iterator[None]:
        """Keep every other writer of the service out."""
        path = self._directory / "index.lock"
        remedy = f"Find out who holds {path}, and let it finish or end."
        with exclusive(path, deadline, "another writer of the store", remedy):
            yield

    def current(self, deadline: Deadline) -> Index:
        """Return the index, made anew when it is missing or damaged; for the lock's holder."""
        try:
            index = self._file.read()
        except NewerVersion:
            raise
        except Corrupt as error:
            made = self._anew(deadline, damaged=True)
            kept = self._file.set_aside()
            _log.warning("%s; it was made anew, the old one is kept as %s", error, kept.name)
            self.write(made)
            return made
        if index is not None:
            return index
        made = self._anew(deadline, damaged=self._kept_in_a_keyring())
        if self._kept_in_a_keyring():
            self.write(made)
        return made

    def write(self, index: Index) -> None:
        """Replace the index; for the lock's holder."""
        self._file.write(index)

    def repair(self, deadline: Deadline) -> Index:
        """Add what the places name to what the index knows, if anything; for the lock's holder."""
        try:
            known = self._file.read()
        except NewerVersion:
            raise
        except Corrupt:
            self._file.set_aside()
            known = None
        index = rebuilt(known, self._places, self._service, deadline, damaged=False)
        complete = known.complete if known is not None else not self._was_used()
        index = replace(index, complete=index.complete and complete)
        self.write(index)
        return index

    def _was_used(self) -> bool:
        names = (SCOPE_FILE, "entries", "wrapped")
        return any(os.path.lexists(self._directory / name) for name in names)

    def _anew(self, deadline: Deadline, *, damaged: bool) -> Index:
        if damaged and self._places.keyring is None and self._kept_in_a_keyring():
            reason = "the index is lost, and the keyring that may hold entries is switched off"
            raise Unavailable(reason, _REPAIR)
        made = rebuilt(None, self._places, self._service, deadline, damaged=damaged)
        # What another back end keeps, or what could not be read, is not in it.
        return replace(made, complete=made.complete and not self._was_used())

    def _kept_in_a_keyring(self) -> bool:
        return os.path.lexists(self._directory / SCOPE_FILE)
