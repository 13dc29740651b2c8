"""The interface of a place that keeps secrets."""

from __future__ import annotations

from typing import Protocol


class Backend(Protocol):
    """Four verbs over (service, account); every failure is a ``StoreError``."""

    def get(self, service: str, account: str) -> str | None:
        """Return the value, or None when there is no such entry."""

    def set(self, service: str, account: str, value: str) -> None:
        """Store the value durably, replacing an older one."""

    def delete(self, service: str, account: str) -> bool:
        """Remove the entry and say whether there was one."""

    def list(self, service: str) -> tuple[str, ...]:
        """Return the sorted accounts of the service."""
