"""The interface of a place that keeps secrets."""

from __future__ import annotations

from typing import Protocol

from store.deadlines import Deadline


class Backend(Protocol):
    """Get, set, delete and discover; every failure is a ``StoreError``, in time.

    An implementation is safe for threads, for forked children and for several processes at once.
    It keeps the text that it is given and knows nothing of what the text means.
    """

    @property
    def name(self) -> str:
        """The short name that indexes and reports use, the same in every process."""

    def describe(self) -> str:
        """Say in a few words where values go, without touching the place."""

    def get(self, service: str, account: str, deadline: Deadline) -> str | None:
        """Return the value, or None when there is certainly no such entry."""

    def set(self, service: str, account: str, value: str, deadline: Deadline) -> None:
        """Store the value durably and read it back.

        Raises Conflict when another value is found then, and leaves that value alone.
        """

    def delete(self, service: str, account: str, deadline: Deadline) -> bool:
        """Remove the entry, make sure that it is gone, and say whether there was one."""

    def discover(self, service: str, deadline: Deadline) -> frozenset[str] | None:
        """Return the accounts that the place can name by itself, None when it cannot.

        An entry that cannot be opened may be left out, with a warning.
        """

    def probe(self, service: str, deadline: Deadline) -> None:
        """Raise the Outage that a write would meet; writes nothing, and is cheap when repeated."""

    def reset(self) -> None:
        """Ask the place again where it was left alone after a refusal."""
