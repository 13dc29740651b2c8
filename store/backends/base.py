"""The interface of a place that keeps secrets."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from store.deadlines import Deadline


class Backend(Protocol):
    """Four verbs over (service, account); every failure is a ``StoreError``, in time.

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
        """Return the accounts that the place can name by itself, None when it cannot."""


@runtime_checkable
class Probing(Protocol):
    """A back end that can say, without writing, whether it would take a value."""

    def probe(self, deadline: Deadline) -> None:
        """Raise what a call would raise; asks at most once per process, whoever asks."""
