"""A back end that forgets: the honest fake for tests and dry runs."""

from __future__ import annotations

from store.errors import StoreError


class MemoryBackend:
    """Keeps values in a dictionary; while ``failure`` is set every call raises it."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}
        self.failure: StoreError | None = None

    def get(self, service: str, account: str) -> str | None:
        """Return the value, or None."""
        self._fail()
        return self.entries.get((service, account))

    def set(self, service: str, account: str, value: str) -> None:
        """Keep the value until the process ends."""
        self._fail()
        self.entries[service, account] = value

    def delete(self, service: str, account: str) -> bool:
        """Forget the value."""
        self._fail()
        return self.entries.pop((service, account), None) is not None

    def list(self, service: str) -> tuple[str, ...]:
        """Return the sorted accounts of the service."""
        self._fail()
        return tuple(sorted(account for owner, account in self.entries if owner == service))

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure
