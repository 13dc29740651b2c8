"""How long lock files were seen to stay as they are, by this process's monotonic clock alone."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from store.lock_records import LockFile

_LEAST, _MOST = 1.0, 3600.0


class Watches:
    """What was seen of each account's lock file, over any number of attempts to take it."""

    def __init__(self) -> None:
        self._watches: dict[str, Watch] = {}
        self._lock = threading.Lock()

    def is_over(self, account: str, found: LockFile, stale: float) -> bool:
        """Look once more, and say whether the file has stayed as it is for too long."""
        with self._lock:
            now = time.monotonic()
            watch = self._watches.get(account)
            if watch is None or watch.file.version != found.version:
                watch = self._watches[account] = Watch(found, now)
            return watch.look(now, limit_of(found, stale))

    def last(self, account: str) -> LockFile | None:
        """Return the file as it was at the last look."""
        watch = self._watches.get(account)
        return None if watch is None else watch.file

    def forget(self, account: str) -> None:
        """Begin anew with the next file of the account."""
        with self._lock:
            self._watches.pop(account, None)


@dataclass(slots=True)
class Watch:
    """One version of a file, watched for ``seconds`` up to the clock's moment ``last``."""

    file: LockFile
    last: float
    seconds: float = 0.0
    gap_met: bool = False

    def look(self, now: float, limit: float) -> bool:
        """Say whether it has stayed so for ``limit`` seconds.

        After the first gap that is longer than a heartbeat a part of the limit is left to wait:
        who was suspended together with the owner must give it the time to beat again.
        """
        gap = now - self.last
        self.last = now
        self.seconds += gap
        if gap > limit / 3 and not self.gap_met:
            self.gap_met = True
            self.seconds = min(self.seconds, limit * 0.75)
        return self.seconds >= limit


def limit_of(found: LockFile, stale: float) -> float:
    """Return the owner's own duration, which it beats by, within bounds; else ``stale``."""
    published = None if found.owner is None else found.owner.lease_duration
    if published is None:
        return stale
    return min(max(published, min(_LEAST, stale)), max(_MOST, stale))
