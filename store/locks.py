"""Refresh locks between processes.

``filelock.SoftFileLease`` is the class that means what ``stale`` means: the holder's heartbeat
keeps the lease however long it works, a dead holder of this host is replaced at once, and a hung
one is replaced after ``stale`` seconds of the waiter's own clock. A ``FileLock`` would wait for a
hung holder for ever, and a ``SoftFileLock`` with a lifetime robs a slow live one. A holder that
was suspended may still overlap its successor, so a caller re-reads the token after it acquired.
Leases end with the RefreshLocks object that took them, so keep it alive while refreshing.
"""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from store.backends.private_files import ensure_directory

if TYPE_CHECKING:
    from filelock import SoftFileLease

_POLL = 0.1


class RefreshLocks:
    """The leases one store object holds, at most one per account, released only by their holder."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._held: dict[str, SoftFileLease] = {}
        self._guard = threading.Lock()

    def acquire(self, account: str, *, stale: float, wait: float) -> bool:
        """Take the account's lease within ``wait`` seconds, or return False."""
        from filelock import LeaseSettingsMismatch, SoftFileLease, Timeout

        ensure_directory(self._directory)
        lease = SoftFileLease(
            self.path(account), lease_duration=stale, mode=0o600, thread_local=False
        )
        try:
            lease.acquire(timeout=max(wait, 0.0), poll_interval=_POLL)
        except (Timeout, LeaseSettingsMismatch):
            return False
        with self._guard:
            self._held[account] = lease
        return True

    def release(self, account: str) -> None:
        """Give the lease back; without one of our own this does nothing."""
        with self._guard:
            lease = self._held.pop(account, None)
        if lease is not None:
            lease.release()

    def path(self, account: str) -> Path:
        """Return the lock file; hashed, so no two accounts share one on any file system."""
        return self._directory / f"{hashlib.sha256(account.encode()).hexdigest()}.lock"
