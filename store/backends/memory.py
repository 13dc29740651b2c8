"""Entries that live as long as the process: for tests, and for programs that keep nothing."""

from __future__ import annotations

import threading

from store.deadlines import Deadline
from store.errors import StoreError


class MemoryBackend:
    """Keeps (service, account) to value in ``entries``; raises ``failure`` whenever it is set."""

    def __init__(self, name: str = "memory") -> None:
        self._name = name
        self._lock = threading.Lock()
        self.entries: dict[tuple[str, str], str] = {}
        self.failure: StoreError | None = None

    @property
    def name(self) -> str:
        """The name that indexes and reports use."""
        return self._name

    def describe(self) -> str:
        """Say where values go."""
        return "this process's memory"

    def get(self, service: str, account: str, deadline: Deadline) -> str | None:
        """Return the value, or None."""
        with self._lock:
            self._ready(deadline)
            return self.entries.get((service, account))

    def set(self, service: str, account: str, value: str, deadline: Deadline) -> None:
        """Keep the value until the process ends."""
        with self._lock:
            self._ready(deadline)
            self.entries[service, account] = value

    def delete(self, service: str, account: str, deadline: Deadline) -> bool:
        """Forget the value and say whether there was one."""
        with self._lock:
            self._ready(deadline)
            return self.entries.pop((service, account), None) is not None

    def discover(self, service: str, deadline: Deadline) -> frozenset[str] | None:
        """Return the accounts of the service."""
        with self._lock:
            self._ready(deadline)
            return frozenset(account for owner, account in self.entries if owner == service)

    def _ready(self, deadline: Deadline) -> None:
        if self.failure is not None:
            raise self.failure
        deadline.check(self.describe())
