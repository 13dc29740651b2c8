"""A new key for all entries of a service; it may be killed anywhere and simply run again.

The ring with the new key is saved first, each entry is replaced next, and the old keys go last,
when no entry names them any more. So at every moment each entry's key is in the ring.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path

from store.backends.files.private_files import write_private
from store.backends.sealing import envelope, key_ring
from store.backends.sealing.entry_files import EntryFiles
from store.backends.sealing.key_ring import MOST_KEYS, KeyRing
from store.backends.sealing.rings import KeyRingCache, missing
from store.deadlines import Deadline
from store.errors import KeyMissing, StoreError

Progress = Callable[[int, int, StoreError | None], None]
_log = logging.getLogger(__name__)


def rekey(
    files: EntryFiles, rings: KeyRingCache, deadline: Deadline, progress: Progress | None = None
) -> int:
    """Move all entries under a new key and return how many; the caller holds the lock.

    ``progress`` is told how many of how many are done, and why the last one does not open. Such an
    entry stays as it is, and so does its key. Raises KeyMissing, TooLarge and what a source raises.
    """
    service, source = files.service, rings.source
    foreign = rings.foreign(service, deadline)
    ring = source.load(service, deadline)
    if ring is None and not foreign:
        if files.paths():
            raise missing(source)
        return 0
    if ring is not None:
        ring = _with_room(files, ring, foreign, deadline)
    new = key_ring.mint()
    ring = key_ring.ring_of(new) if ring is None else ring.added(new)
    source.save(service, ring, deadline)
    rings.use(files, ring)
    moved = _move(files, ring, foreign, deadline, progress)
    rings.use(files, _pruned(files, rings, ring, deadline))
    return moved


def _with_room(
    files: EntryFiles, ring: KeyRing, foreign: Mapping[str, bytes], deadline: Deadline
) -> KeyRing:
    ring = _needed(files, ring)
    if len(ring.keys) < MOST_KEYS:
        return ring
    # So many rekeys were interrupted; finishing the last one makes room.
    _move(files, ring, foreign, deadline, None)
    return _needed(files, ring)


def _move(
    files: EntryFiles,
    ring: KeyRing,
    foreign: Mapping[str, bytes],
    deadline: Deadline,
    progress: Progress | None,
) -> int:
    paths, moved = files.paths(), 0
    for done, path in enumerate(paths, 1):
        deadline.check("rekey")
        content, problem = _resealed(files, path, ring, {**foreign, **ring.keys})
        if content is not None:
            write_private(path, content)
            moved += 1
        if problem is not None:
            _log.warning("an entry does not open (%s): it and its key are kept", problem.code)
        if progress is not None:
            progress(done, len(paths), problem)
    return moved


def _resealed(
    files: EntryFiles, path: Path, ring: KeyRing, keys: Mapping[str, bytes]
) -> tuple[bytes | None, StoreError | None]:
    try:
        found = files.read(path)
        if found is None or found.kid == ring.active:
            return None, None
        if found.kid not in keys:
            raise KeyMissing("an entry is sealed under a key that is not there")
        entry = envelope.unseal(found, keys[found.kid], files.service, path.stem)
    except StoreError as problem:
        return None, problem
    return envelope.seal(entry, files.service, ring.active, ring.keys[ring.active]), None


def _needed(files: EntryFiles, ring: KeyRing) -> KeyRing:
    kids = files.kids()
    return ring if kids is None else ring.without(ring.keys.keys() - kids)


def _pruned(files: EntryFiles, rings: KeyRingCache, ring: KeyRing, deadline: Deadline) -> KeyRing:
    kept = _needed(files, ring)
    if kept != ring:
        rings.source.save(files.service, kept, deadline)
    kids = files.kids()
    if kids is not None and kids <= {ring.active}:
        for other in rings.others:
            other.clear(files.service, deadline)
    return kept
