"""The key rings that a process has read, so that a keyring is asked once and not on every read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from store.backends.files.private_files import sweep
from store.backends.sealing import key_ring
from store.backends.sealing.entry_files import EntryFiles
from store.backends.sealing.key_ring import KeyRing
from store.backends.sealing.key_sources import KeySource
from store.deadlines import Deadline
from store.errors import KeyMissing, StoreError


class KeyRingCache:
    """The ring of each service in ``source``; what ``others`` hold only opens, until a rekey.

    It holds no lock and no connection: threads may share it and a forked child may go on with it.
    """

    def __init__(self, source: KeySource, others: Sequence[KeySource]) -> None:
        self.source = source
        self.others = tuple(others)
        self._sealing: dict[str, KeyRing] = {}
        self._opening: dict[tuple[str, str], bytes] = {}

    def key(self, service: str, kid: str, deadline: Deadline) -> bytes | None:
        """Return the key of that id, None when no source has it; raises what a source raises."""
        known = self._opening.get((service, kid))
        if known is not None:
            return known
        failure = None
        for source in (self.source, *self.others):
            try:
                self._remember(service, source.load(service, deadline))
            except StoreError as error:
                failure = failure or error
            if (service, kid) in self._opening:
                return self._opening[service, kid]
        if failure is not None:
            raise failure
        return None

    def sealing(self, files: EntryFiles, deadline: Deadline) -> KeyRing:
        """Return the ring to seal with, minted when there is none; the caller holds the lock."""
        ring = self._sealing.get(files.service)
        if ring is None or files.active() != ring.active:
            ring = self.source.load(files.service, deadline) or self._minted(files, deadline)
            self.use(files, ring)
        return ring

    def probe(self, files: EntryFiles, deadline: Deadline) -> None:
        """Raise what keeps a value from being sealed now; mints nothing."""
        if self.source.load(files.service, deadline) is None:
            self._check_nothing_waits(files, deadline)
            self.source.probe(files.service, deadline)

    def use(self, files: EntryFiles, ring: KeyRing) -> None:
        """Take a ring that the source holds into use, here and in the other processes."""
        sweep(files.directory)
        files.mark_active(ring.active)
        self._remember(files.service, ring)
        self._sealing[files.service] = ring

    def foreign(self, service: str, deadline: Deadline) -> Mapping[str, bytes]:
        """Return the keys that only the others hold; raises when one of them cannot say."""
        rings = [other.load(service, deadline) for other in self.others]
        return {kid: key for ring in rings if ring is not None for kid, key in ring.keys.items()}

    def _minted(self, files: EntryFiles, deadline: Deadline) -> KeyRing:
        self._check_nothing_waits(files, deadline)
        ring = key_ring.ring_of(key_ring.mint())
        self.source.save(files.service, ring, deadline)
        return ring

    def _check_nothing_waits(self, files: EntryFiles, deadline: Deadline) -> None:
        foreign, kids = self.foreign(files.service, deadline), files.kids()
        if kids is None or not kids <= foreign.keys():
            raise missing(self.source)

    def _remember(self, service: str, ring: KeyRing | None) -> None:
        if ring is not None:
            self._opening |= {(service, kid): key for kid, key in ring.keys.items()}


def missing(source: KeySource) -> KeyMissing:
    """Return the error that says that entries are there and their key is not."""
    remedy = "Bring the key back; or store delete each entry, and log in again."
    return KeyMissing(
        f"there are encrypted entries, and their key is not there ({source.name})", remedy
    )
