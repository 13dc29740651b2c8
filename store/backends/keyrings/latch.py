"""What a process knows of its keyring: whether to leave it alone, and how the first look ended."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from weakref import WeakKeyDictionary

from store.deadlines import Deadline
from store.errors import Denied, Locked, NoKeyring, Outage
from store.forks import follow_forks
from store.warnings_once import warn_once

_log = logging.getLogger(__name__)
_LASTING = (NoKeyring, Locked, Denied)


class Latch:
    """Keeps a keyring switched off after its first Locked or Denied, so that it asks only once.

    A forked child starts with what its parent knew.
    """

    def __init__(self) -> None:
        self._error: Locked | Denied | None = None
        self._guard = threading.Lock()
        follow_forks(self)

    def check(self) -> None:
        """Raise the error again that switched the keyring off, if one did."""
        if (error := self._error) is not None:
            raise _again(error)

    def hold(self, error: Locked | Denied) -> None:
        """Switch the keyring off, with the process's only warning of this kind."""
        with self._guard:
            if self._error is None:
                self._error = error
                reason = f"{error.message} ({error.code}). {error.remedy}"
                warn_once(_log, "latch", "The keyring is left alone from now on: %s", reason)

    def release(self) -> None:
        """Let the next call try the keyring again."""
        with self._guard:
            self._error = None

    def after_fork(self) -> None:
        """Replace the guard, which a thread of the parent may hold for ever."""
        self._guard = threading.Lock()


class FirstLook:
    """Looks at a keyring once per process and tells everybody how it ended.

    Only a Timeout or a breakdown is looked at again: it says nothing about the next moment.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._done = False
        self._outage: Outage | None = None
        follow_forks(self)

    def once(self, look: Callable[[], object], deadline: Deadline) -> None:
        """Call ``look``, or wait for who does; raises the Outage that it ended with."""
        if not self._guard.acquire(timeout=deadline.remaining()):
            raise deadline.missed_by("the first look at the keyring")
        try:
            if not self._done:
                self._outage = _outage_of(look)
                # A keyring that was slow or broke down may be well a moment later.
                self._done = self._outage is None or isinstance(self._outage, _LASTING)
                if not self._done and self._outage is not None:
                    raise _again(self._outage)
        finally:
            self._guard.release()
        if self._outage is not None:
            raise _again(self._outage)

    def forget(self) -> None:
        """Let the next caller look again."""
        self._done = False

    def after_fork(self) -> None:
        """Let the child look for itself."""
        self._guard = threading.Lock()
        self.forget()


class KeyringState:
    """What all instances for one keyring daemon share."""

    def __init__(self) -> None:
        self.latch = Latch()
        self.first_look = FirstLook()


_BY_NAME: dict[str, KeyringState] = {}
_BY_KEYRING: WeakKeyDictionary[object, KeyringState] = WeakKeyDictionary()


def state_of(keyring: str | object) -> KeyringState:
    """Return the state of a daemon, given its address, or of a keyring object."""
    if isinstance(keyring, str):
        return _BY_NAME.get(keyring) or _BY_NAME.setdefault(keyring, KeyringState())
    return _BY_KEYRING.get(keyring) or _BY_KEYRING.setdefault(keyring, KeyringState())


def _outage_of(look: Callable[[], object]) -> Outage | None:
    try:
        look()
    except Outage as error:
        return error
    return None


def _again(error: Outage) -> Outage:
    return type(error)(error.message, error.remedy)
