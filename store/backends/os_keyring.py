"""The operating system's keyring as a back end: one item per entry, calls within deadlines."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from store.backends.keyrings import choice
from store.backends.keyrings.choice import KeyringCaller
from store.backends.keyrings.latch import state_of
from store.backends.keyrings.threaded_calls import PasswordKeyring, ThreadedCaller
from store.deadlines import Deadline
from store.errors import (
    Conflict,
    Denied,
    InvalidName,
    InvalidToken,
    StoreError,
    TooLarge,
    Unavailable,
)

_T = TypeVar("_T")
USERNAME = "store"
LARGEST = 64 * 1024
_LARGEST_WRAPPED = 700 * 1024
_PATIENCE = 1.0
# What CredWrite takes, in bytes of UTF-16.
LARGEST_ON_WINDOWS = 2560
# Without a colon, so that no entry can have it.
_PROBE = "store-probe"


class OSKeyring:
    """Keeps each entry as the item "<service>:<account>" of user "store".

    Parameters
    ----------
    lock: the file whose kernel lock serialises all processes that use this keyring.
    bus: the address of the session bus, None for the one that the environment names.
    interactive: let a locked Secret Service ask the user, who has until the deadline.
    keyring: an object with the three verbs of python-keyring, to be used in place of a found one.
    platform: as in ``sys.platform``; decides about the keyrings that are tried, and the limit.
    preferred: the value of PYTHON_KEYRING_BACKEND; one that is not on our list is ignored.
    """

    name = "keyring"

    def __init__(
        self,
        lock: Path,
        *,
        bus: str | None = None,
        interactive: bool = False,
        keyring: PasswordKeyring | None = None,
        platform: str = sys.platform,
        preferred: str | None = None,
    ) -> None:
        self._lock = lock
        self._bus = bus
        self._interactive = interactive
        self._platform = platform
        self._preferred = preferred
        self._caller: KeyringCaller | None = None
        if keyring is not None:
            self._caller = ThreadedCaller(lock, keyring, type(keyring).__name__, state_of(keyring))

    def describe(self) -> str:
        """Name the keyring in words: the one in use, or before the first call the likely one."""
        if self._caller is not None:
            return self._caller.description
        return choice.describe(self._platform, self._preferred)

    def get(self, service: str, account: str, deadline: Deadline) -> str | None:
        """Return the value, or None when the keyring answered that there is none."""
        entry = _entry(service, account)
        return self._run(lambda keyring: keyring.get_password(entry, USERNAME), deadline)

    def set(self, service: str, account: str, value: str, deadline: Deadline) -> None:
        """Write the value and read it back; raises TooLarge before anything is touched."""
        entry = _entry(service, account)
        self._check_size(value)

        def write(keyring: PasswordKeyring) -> str | None:
            keyring.set_password(entry, USERNAME, value)
            return keyring.get_password(entry, USERNAME)

        found = self._run(write, deadline)
        if found is None:
            raise Unavailable("the keyring accepted a value and does not return it")
        if found != value:
            raise Conflict("the keyring returns another value than was written, which is kept")

    def delete(self, service: str, account: str, deadline: Deadline) -> bool:
        """Remove the entry and look again; raises when the secret is still stored."""
        entry = _entry(service, account)
        found, kept = self._run(lambda keyring: _erase(keyring, entry), deadline)
        if kept is not None:
            raise self._still_stored(kept, deadline)
        return found

    def discover(self, service: str, deadline: Deadline) -> frozenset[str] | None:
        """Return the accounts that a Secret Service can name, even locked; None for the others."""
        prefix = _entry(service, "")

        def search(keyring: PasswordKeyring) -> frozenset[str] | None:
            services = getattr(keyring, "services", None)
            return None if services is None else services(prefix, USERNAME)

        found = self._run(search, deadline)
        return None if found is None else frozenset(name.removeprefix(prefix) for name in found)

    def probe(self, service: str, deadline: Deadline) -> None:
        """Read an entry that never exists, once per process and keyring; raises what came of it."""
        state = self._chosen(deadline).state
        look = lambda keyring: keyring.get_password(_PROBE, USERNAME)  # noqa: E731
        state.first_look.once(lambda: self._run(look, deadline), deadline)

    def reset(self) -> None:
        """Let this process try a keyring that it left alone after Locked or Denied."""
        with suppress(StoreError):
            self._chosen(Deadline.after(_PATIENCE))
        if self._caller is not None:
            self._caller.state.latch.release()
            self._caller.state.first_look.forget()

    def _run(self, work: Callable[[PasswordKeyring], _T], deadline: Deadline) -> _T:
        caller = self._chosen(deadline)
        caller.state.latch.check()
        return caller.run(work, deadline)

    def _chosen(self, deadline: Deadline) -> KeyringCaller:
        if self._caller is None:
            names = choice.candidates(self._platform, self._preferred)
            self._caller = choice.choose(
                names, self._lock, self._bus, deadline, interactive=self._interactive
            )
        return self._caller

    def _check_size(self, value: str) -> None:
        try:
            size = len(value.encode())
        except UnicodeEncodeError:
            size = -1
        if size < 0:
            raise InvalidToken("the value has halves of characters, which no keyring can keep", "")
        if size > LARGEST:
            raise TooLarge(
                f"the value has {size} bytes, and a keyring entry may have {LARGEST}",
                None if size < _LARGEST_WRAPPED else "A value of this size cannot be kept.",
            )
        if (
            self._platform == "win32"
            and (wide := len(value.encode("utf-16-le"))) > LARGEST_ON_WINDOWS
        ):
            raise TooLarge(
                f"the value has {wide} bytes of UTF-16, and Windows keeps {LARGEST_ON_WINDOWS}"
            )

    def _still_stored(self, failure: Exception, deadline: Deadline) -> StoreError:
        assert self._caller is not None
        error = self._caller.meaning(failure, deadline)
        return type(error)(f"{error.message}; the secret is still stored", error.remedy)


def _erase(keyring: PasswordKeyring, entry: str) -> tuple[bool, Exception | None]:
    if not _is_there(keyring, entry):
        return False, None
    kept: Exception = Denied("the keyring says that it deleted the entry, and returns it")
    try:
        keyring.delete_password(entry, USERNAME)
    except Exception as error:
        kept = error
    return True, kept if _is_there(keyring, entry) else None


def _is_there(keyring: PasswordKeyring, entry: str) -> bool:
    try:
        return keyring.get_password(entry, USERNAME) is not None
    except UnicodeDecodeError:
        return True


def _entry(service: str, account: str) -> str:
    if ":" in service:
        raise InvalidName(f"invalid service {service!r}: a colon ends it")
    name = f"{service}:{account}"
    if "\0" in name or not name.isprintable():
        raise InvalidName(f"invalid key {name!r}: only printable characters are allowed")
    return name
