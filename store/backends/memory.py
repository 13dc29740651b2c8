"""A back end that forgets: the honest fake for tests and dry runs."""

from __future__ import annotations

import threading

from store.deadlines import Deadline
from store.errors import StoreError
from store.forks import follow_forks


class MemoryBackend:
    """Keeps values in a dictionary; while ``failure`` is set every call raises it."""

    def __init__(self, name: str = "memory") -> None:
        self.name = name
        self.entries: dict[tuple[str, str], str] = {}
        self.failure: StoreError | None = None
        self._guard = threading.RLock()
        follow_forks(self)

    def describe(self) -> str:
        """Say that values end with the process."""
        return "the memory of this process"

    def get(self, service: str, account: str, deadline: Deadline) -> str | None:
        """Return the value, or None."""
        with self._guard:
            self._check(deadline)
            return self.entries.get((service, account))

    def set(self, service: str, account: str, value: str, deadline: Deadline) -> None:
        """Keep the value until the process ends."""
        with self._guard:
            self._check(deadline)
            self.entries[service, account] = value

    def delete(self, service: str, account: str, deadline: Deadline) -> bool:
        """Forget the value and say whether there was one."""
        with self._guard:
            self._check(deadline)
            return self.entries.pop((service, account), None) is not None

    def discover(self, service: str, deadline: Deadline) -> frozenset[str]:
        """Return the accounts of the service."""
        with self._guard:
            self._check(deadline)
            return frozenset(account for owner, account in self.entries if owner == service)

    def _check(self, deadline: Deadline) -> None:
        deadline.check(self.describe())
        if self.failure is not None:
            raise self.failure

    def probe(self, service: str, deadline: Deadline) -> None:
        """Raise the failure, if one is set."""
        self.get("", "", deadline)

    def reset(self) -> None:
        """Do nothing: a failure lasts until it is taken away."""

    def after_fork(self) -> None:
        """Replace the guard, which a thread of the parent may hold for ever."""
        self._guard = threading.RLock()
