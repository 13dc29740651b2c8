"""Refresh locks between processes, threads and objects: never two holders, never a dead one.

``filelock.SoftFileLease`` publishes the owner (token, process, its start, boot, host and process
namespace), beats for it and proves a dead one dead; it keeps no fence, raises where a peer's
duration differs, forgets what it watched and never replaces an empty file. So each of its steps
runs under a kernel lock of its own, the guard, which adds these and makes check-and-replace one.

A lock changes hands at once when its owner is provably dead (killed, its process number given to
another, the machine restarted), and when nothing about its file has changed for ``stale`` seconds
of this object's own monotonic clock: a hung or foreign owner, a damaged file, a newer version's.
A live owner beats every ``stale`` / 3 seconds, however long it works. One that is stopped for
longer finds out when it wakes: what it does under ``fenced`` raises LockLost. One that is stopped
*inside* ``fenced`` is waited for: nobody takes its lock until it is continued or killed.
"""

from __future__ import annotations

import os
import random
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import get_ident
from typing import TYPE_CHECKING

from store.backends.files.file_locks import exclusive
from store.backends.files.private_files import translated
from store.deadlines import Deadline
from store.errors import LockLost, StoreError, Timeout
from store.forks import follow_forks
from store.lock_records import (
    find_lock,
    guard_path,
    life_of,
    lock_path,
    shows_life,
    stamp,
)
from store.lock_states import LockState, break_lock, lock_states
from store.lock_watches import Watches

if TYPE_CHECKING:
    from filelock import SoftFileLease

__all__ = ["LockState", "RefreshLocks", "break_lock", "lock_states"]

_GUARD = "the guard of the refresh lock"
# A guard is held for less than a millisecond, or for a fenced body, whose lock is held anyway.
_PATIENCE, _GLANCE, _RETRY = 0.25, 0.002, (0.001, 0.005)
_RELEASE = 5.0
_AT_EXIT = 0.5
_SHORTEST = 0.01


class RefreshLocks:
    """The locks that one object holds, one per account; they end with the object or the process.

    Times are in seconds: ``stale`` until an unchanged lock may be taken, ``poll`` between two
    attempts (half to one and a half of it). Threads may share an object; it is not re-entrant.
    A forked child holds nothing of its parent's. Errors are those of a directory that cannot be
    used: Denied or Unavailable.
    """

    def __init__(self, directory: Path, *, stale: float = 30.0, poll: float = 0.1) -> None:
        self._directory = directory
        self._stale = stale
        self._poll = poll
        self._held: dict[str, SoftFileLease] = {}
        self._watches = Watches()
        self._fencing: dict[str, int] = {}
        weakref.finalize(self, _give_back, directory, self._held)
        follow_forks(self)

    def after_fork(self) -> None:
        """Forget, in a child, what the parent holds: it stays the parent's."""
        self._held.clear()
        self._watches = Watches()
        self._fencing.clear()

    def acquire(self, account: str, *, wait: float = 10.0, stale: float | None = None) -> bool:
        """Take the lock within ``wait`` seconds, or return False; 0 is one attempt."""
        deadline = Deadline.after(max(wait, 0.0))
        while not self.try_acquire(account, stale=stale):
            left = deadline.remaining()
            if left <= 0:
                return False
            time.sleep(min(left, self._poll * random.uniform(0.5, 1.5)))  # noqa: S311
        return True

    def try_acquire(self, account: str, *, stale: float | None = None) -> bool:
        """Take the lock, or return False after one attempt."""
        path = lock_path(self._directory, account)
        seconds = max(self._stale if stale is None else stale, _SHORTEST)
        end = Deadline.after(_PATIENCE)
        while account not in self._held and not self._is_in_vain(account, path, seconds):
            # Nobody queues at the guard: its holder, who needs it to release, goes first.
            with suppress(Timeout), self._guarded(account, Deadline.after(_GLANCE)):
                return account not in self._held and self._take(account, path, seconds)
            if end.remaining() <= 0:
                break
            time.sleep(random.uniform(*_RETRY))  # noqa: S311
        return False

    def release(self, account: str) -> None:
        """Give the lock back; without one of this object's own this does nothing.

        That it is gone or somebody else's by now is no error. Raises Timeout, and still holds it,
        when somebody was stopped inside the guard.
        """
        lease = self._held.get(account)
        if lease is None:
            return
        if self._fencing.get(account) == get_ident():
            self._give_up(account, lease)
            return
        with self._guarded(account, Deadline.after(_RELEASE)):
            self._give_up(account, lease)

    def holds(self, account: str) -> bool:
        """Say whether this object holds the lock as far as it knows, without asking the disk."""
        lease = self._held.get(account)
        return lease is not None and lease.compromise is None

    @contextmanager
    def fenced(self, account: str, deadline: Deadline) -> Iterator[bool]:
        """Hold the lock fast inside: nobody can take it over before the body has ended.

        Yields False, and does nothing, when this object did not take the lock; raises LockLost
        when it did and the lock is somebody else's by now; Timeout when the guard is not free.
        """
        lease = self._held.get(account)
        if lease is None:
            yield False
        elif self._fencing.get(account) == get_ident():
            yield True
        else:
            with self._guarded(account, deadline):
                self._check_held(account, lease)
                self._fencing[account] = get_ident()
                try:
                    yield True
                finally:
                    self._fencing.pop(account, None)

    def _is_in_vain(self, account: str, path: Path, stale: float) -> bool:
        # Most looks end here, so that waiting costs little and leaves the guard to the holder.
        with translated(path):
            found = find_lock(path, self._watches.last(account))
        if found is None or self._watches.is_over(account, found, stale):
            return False
        return found.owner is None or shows_life(found.owner)

    def _take(self, account: str, path: Path, stale: float) -> bool:
        with translated(path):
            lease = self._claim(account, path, stale)
        if lease is not None:
            self._watches.forget(account)
        return lease is not None

    def _claim(self, account: str, path: Path, stale: float) -> SoftFileLease | None:
        import filelock

        found = find_lock(path)
        if found is not None:
            over = self._watches.is_over(account, found, stale) or life_of(found) == "dead"
            if not (_discard(path) if over else found.owner):
                return None
        lease = filelock.SoftFileLease(path, lease_duration=stale, mode=0o600, thread_local=False)
        try:
            lease.acquire(blocking=False)
            stamp(path)
            self._held[account] = lease
        except (filelock.Timeout, filelock.LeaseSettingsMismatch):
            return None
        except BaseException:
            self._held.pop(account, None)
            lease.release(force=True)
            raise
        return lease

    def _check_held(self, account: str, lease: SoftFileLease) -> None:
        found = find_lock(lock_path(self._directory, account))
        on_disk = None if found is None or found.owner is None else found.owner.token
        own = self._held.get(account) is lease and lease.compromise is None
        if not own or on_disk is None or on_disk != lease.token:
            raise LockLost(f"the refresh lock of {account} was taken over meanwhile")

    def _give_up(self, account: str, lease: SoftFileLease) -> None:
        if self._held.get(account) is lease:
            del self._held[account]
            with translated(lock_path(self._directory, account)):
                lease.release()

    @contextmanager
    def _guarded(self, account: str, deadline: Deadline) -> Iterator[None]:
        guard = guard_path(lock_path(self._directory, account))
        with exclusive(guard, deadline, f"{_GUARD} {account}"):
            yield


def _discard(path: Path) -> bool:
    try:
        path.unlink(missing_ok=True)
    except PermissionError:
        # Windows keeps a file that its owner, hung or not, has open.
        if os.name == "nt":
            return False
        raise
    return True


def _give_back(directory: Path, held: dict[str, SoftFileLease]) -> None:
    for account, lease in tuple(held.items()):
        guard = guard_path(lock_path(directory, account))
        try:
            with exclusive(guard, Deadline.after(_AT_EXIT), _GUARD):
                lease.release()
        except (StoreError, OSError):
            # The file tells the next one that its owner is dead.
            continue
        held.pop(account, None)
