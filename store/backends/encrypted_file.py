"""Each entry in a sealed file of its own; the keys lie elsewhere.

::

    <root>/<service>/keys.lock              whoever writes holds it
    <root>/<service>/<folder>/<id>.tok      the entries
    <root>/<service>/<folder>/<id>.corrupt  what did not open when a new value came
    <root>/<service>/<folder>/active.kid    which key seals, for the caches of other processes

A copied or committed directory gives nothing away; swapped and edited files do not open. A program
that runs as the same user can read all of it, and an older file put back is an older value.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from store.backends.files.file_locks import exclusive
from store.backends.files.private_files import check_usable, write_private
from store.backends.sealing import envelope, rekeying
from store.backends.sealing.entry_files import EntryFiles
from store.backends.sealing.envelope import Entry
from store.backends.sealing.key_sources import KeySource
from store.backends.sealing.rekeying import Progress
from store.backends.sealing.rings import KeyRingCache, missing
from store.deadlines import Deadline
from store.errors import Conflict, Corrupt, KeyMissing, NewerVersion, Outage, StoreError

_log = logging.getLogger(__name__)


class EncryptedFile:
    """A back end of sealed files under ``root``, the key ring of each service in ``source``.

    ``others`` are sources that may hold the keys of older entries: they open, and never seal.
    """

    def __init__(
        self,
        root: Path,
        source: KeySource,
        *,
        others: Sequence[KeySource] = (),
        folder: str = "entries",
        name: str = "file",
    ) -> None:
        self._root = root
        self._rings = KeyRingCache(source, others)
        self._folder = folder
        self._files_of: dict[str, EntryFiles] = {}
        self._name = name

    @property
    def name(self) -> str:
        """The short name that indexes and reports use."""
        return self._name

    def describe(self) -> str:
        """Say where values go."""
        return f"encrypted files under {self._root} ({self._rings.source.name})"

    def path(self, service: str, account: str) -> Path:
        """Return the file that keeps an account's value."""
        return self._files(service).path(account)

    def get(self, service: str, account: str, deadline: Deadline) -> str | None:
        """Return the value; raises Corrupt, KeyMissing, Denied and what the key's source raises."""
        files = self._files(service)
        entry = self._opened(files, files.path(account), deadline)
        return None if entry is None else entry.value

    def set(self, service: str, account: str, value: str, deadline: Deadline) -> None:
        """Seal the value anew and replace the file; what did not open is kept beside it."""
        files = self._files(service)
        path = files.path(account)
        with _writing(files, deadline):
            ring = self._rings.sealing(files, deadline)
            self._set_aside(files, path, deadline)
            sealed = envelope.seal(
                Entry(account, value), service, ring.active, ring.keys[ring.active]
            )
            write_private(path, sealed)
            if self._opened(files, path, deadline) != Entry(account, value):
                raise Conflict("another value is in the encrypted file than was just written")

    def delete(self, service: str, account: str, deadline: Deadline) -> bool:
        """Unlink the file, damaged or not; needs no key."""
        files = self._files(service)
        path = files.path(account)
        if not files.has(path):
            return False
        with _writing(files, deadline):
            return files.remove(path)

    def discover(self, service: str, deadline: Deadline) -> frozenset[str]:
        """Return the accounts of the entries that open; raises KeyMissing when no key is there."""
        files = self._files(service)
        named: list[str] = []
        problems: list[StoreError] = []
        for path in files.paths():
            try:
                named += self._named(files, path, deadline, problems)
            except (Corrupt, KeyMissing) as problem:
                problems.append(problem)
        if problems:
            codes = ", ".join(sorted({each.code for each in problems}))
            _log.warning("%d encrypted entries are left out: %s", len(problems), codes)
        for each in problems:
            if isinstance(each, KeyMissing) and not named:
                raise each
        return frozenset(named)

    def probe(self, service: str, deadline: Deadline) -> None:
        """Raise what keeps the key or the directory from being used."""
        files = self._files(service)
        for directory in (self._root, files.directory.parent, files.directory):
            check_usable(directory)
        self._rings.probe(files, deadline)

    def reset(self) -> None:
        """Let the key's source be asked again."""
        self._rings.source.reset()

    def rekey(self, service: str, deadline: Deadline, progress: Progress | None = None) -> int:
        """Move the entries of a service under a new key and return how many were moved.

        May be interrupted anywhere and run again. Entries that do not open stay as they are.
        """
        files = self._files(service)
        with _writing(files, deadline):
            return rekeying.rekey(files, self._rings, deadline, progress)

    def _files(self, service: str) -> EntryFiles:
        files = self._files_of.get(service)
        if files is None:
            files = self._files_of[service] = EntryFiles.of(self._root, service, self._folder)
        return files

    def _opened(self, files: EntryFiles, path: Path, deadline: Deadline) -> Entry | None:
        tried: set[str] = set()
        while (found := files.read(path)) is not None:
            key = self._rings.key(files.service, found.kid, deadline)
            if key is not None:
                return envelope.unseal(found, key, files.service, path.stem)
            # A rekey may have ended between the two reads; then the file names another key by now.
            if found.kid in tried:
                raise missing(self._rings.source)
            tried.add(found.kid)
            deadline.check(self._name)
        return None

    def _set_aside(self, files: EntryFiles, path: Path, deadline: Deadline) -> None:
        try:
            self._opened(files, path, deadline)
        except NewerVersion:
            raise
        except (Corrupt, KeyMissing) as problem:
            _log.warning("an entry that does not open (%s) is kept beside the new", problem.code)
            files.set_aside(path)

    def _named(
        self, files: EntryFiles, path: Path, deadline: Deadline, problems: list[StoreError]
    ) -> Iterable[str]:
        try:
            files.read(path)
        except Outage as problem:
            # Of this one file; an outage of the key's source is one of all entries.
            problems.append(problem)
            return ()
        entry = self._opened(files, path, deadline)
        return () if entry is None else (entry.account,)


@contextmanager
def _writing(files: EntryFiles, deadline: Deadline) -> Iterator[None]:
    with exclusive(files.lock, deadline, "another writer of the encrypted files"):
        yield
