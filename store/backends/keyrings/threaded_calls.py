"""Calls that nobody can cancel, with a caller that does not wait for them beyond its deadline."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from store.backends.files.file_locks import exclusive
from store.backends.keyrings import error_mapping
from store.backends.keyrings.error_mapping import WHAT
from store.backends.keyrings.latch import KeyringState
from store.deadlines import Deadline
from store.errors import Denied, Locked, StoreError, Unavailable

_T = TypeVar("_T")


class PasswordKeyring(Protocol):
    """The three verbs of a python-keyring back end."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return the text, or None."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Store the text."""

    def delete_password(self, service: str, username: str) -> None:
        """Remove the entry."""


class ThreadedCaller:
    """Runs operations on a keyring that may block: each in a thread that holds the process lock.

    A caller whose deadline passes goes on; its thread keeps the lock until the call really
    returned, so that a late write never meets another one, and starts no further step.
    """

    def __init__(
        self, lock: Path, keyring: PasswordKeyring, description: str, state: KeyringState
    ) -> None:
        self._lock = lock
        self._keyring = keyring
        self.description = description
        self.state = state

    def run(self, work: Callable[[PasswordKeyring], _T], deadline: Deadline) -> _T:
        """Return what ``work`` returns; raises StoreError only."""

        def step() -> _T:
            with exclusive(self._lock, deadline, WHAT):
                return self._once(work, deadline)

        return call_within(step, deadline)

    def meaning(self, error: Exception, deadline: Deadline) -> StoreError:
        """Return what an error that ``work`` caught means."""
        return error_mapping.of_keyring(error, deadline)

    def _once(self, work: Callable[[PasswordKeyring], _T], deadline: Deadline) -> _T:
        # Again, because who waited for the lock may have been told meanwhile.
        self.state.latch.check()
        keyring = _InTime(self._keyring, deadline)
        try:
            return error_mapping.translated(
                lambda: work(keyring), lambda error: self.meaning(error, deadline)
            )
        except (Locked, Denied) as error:
            self.state.latch.hold(error)
            raise


class _InTime:
    """A keyring that starts nothing after the deadline."""

    def __init__(self, keyring: PasswordKeyring, deadline: Deadline) -> None:
        self._keyring = keyring
        self._deadline = deadline

    def get_password(self, service: str, username: str) -> str | None:
        self._deadline.check(WHAT)
        return self._keyring.get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self._deadline.check(WHAT)
        self._keyring.set_password(service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        self._deadline.check(WHAT)
        self._keyring.delete_password(service, username)


class _Outcome(Generic[_T]):
    def __init__(self, work: Callable[[], _T]) -> None:
        self._work = work
        self._values: list[_T] = []
        self._error: BaseException | None = None

    def produce(self) -> None:
        try:
            self._values.append(self._work())
        except BaseException as error:
            self._error = error

    def value(self) -> _T:
        if self._error is not None:
            raise self._error
        return self._values[0]


def call_within(work: Callable[[], _T], deadline: Deadline) -> _T:
    """Return what ``work`` returns; at the deadline raise Timeout and leave its thread behind."""
    outcome = _Outcome(work)
    thread = threading.Thread(target=outcome.produce, daemon=True, name="store-keyring")
    try:
        thread.start()
    except RuntimeError:
        raise Unavailable("no thread could be started for the keyring") from None
    thread.join(deadline.remaining())
    if thread.is_alive():
        raise deadline.missed_by(WHAT)
    return outcome.value()
