"""Every error the store raises on purpose, each with a code and a remedy.

::

    StoreError
    ├── InvalidName       a provider, bucket or service that cannot be part of a key
    ├── InvalidSetting    an environment variable or option that means nothing
    ├── InvalidToken      a token that does not fit the schema
    ├── NotFound          there is no such entry, where one was asked for
    ├── Outage            the place is there, or should be, and cannot be used now
    │   ├── Unavailable   the place does not work now
    │   │   └── NoKeyring     there is no keyring here at all
    │   ├── Locked        the keyring is there and asks to be unlocked
    │   ├── Denied        the system or a file's mode forbids the access
    │   └── Timeout       the operation did not end within its deadline
    ├── Corrupt           an entry is there and cannot be trusted
    │   └── NewerVersion  it was written by a newer version of this program
    ├── Conflict          a write was answered with another value than was written
    ├── TooLarge          a value is larger than the place can hold
    ├── KeyMissing        entries are there, and the key that opens them is not
    └── LockLost          the refresh lock belongs to somebody else by now

An Outage says nothing about whether an entry exists, so it is never answered with None.
"""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """What the command ``store`` ends with."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    NOT_FOUND = 3
    UNAVAILABLE = 4
    LOCKED = 5
    DENIED = 6
    TIMEOUT = 7
    CORRUPT = 8
    CONFLICT = 9
    BUSY = 10
    INTERRUPTED = 130


class StoreError(Exception):
    """A problem of the store, with a stable ``code`` and a ``remedy``; never holds a secret."""

    code: ClassVar[str] = "STORE_ERROR"
    exit_code: ClassVar[ExitCode] = ExitCode.FINDINGS
    default_remedy: ClassVar[str] = ""

    def __init__(self, message: str, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = self.default_remedy if remedy is None else remedy

    def __reduce__(self) -> tuple[type[StoreError], tuple[str, str]]:
        return type(self), (self.message, self.remedy)


class InvalidName(StoreError):  # noqa: N818
    """A provider, bucket or service outside the allowed alphabet or length."""

    code = "INVALID_NAME"
    exit_code = ExitCode.USAGE
    default_remedy = "Use 1 to 64 characters out of letters, digits, '.', '_', '@' and '-'."


class InvalidSetting(StoreError):  # noqa: N818
    """A setting with a value that means nothing."""

    code = "INVALID_SETTING"
    exit_code = ExitCode.USAGE
    default_remedy = "Correct the variable, or unset it for its default."


class InvalidToken(StoreError):  # noqa: N818
    """A token that does not fit the schema."""

    code = "INVALID_TOKEN"
    exit_code = ExitCode.USAGE
    default_remedy = "Give access_token as text and expiry in unix seconds."


class NotFound(StoreError):  # noqa: N818
    """No such entry, where the caller asked for one."""

    code = "NOT_FOUND"
    exit_code = ExitCode.NOT_FOUND
    default_remedy = "Save it first: log in."


class Outage(StoreError):  # noqa: N818
    """The place cannot be used now; whether an entry is in it is not known."""

    code = "OUTAGE"


class Unavailable(Outage):
    """No back end can be reached."""

    code = "UNAVAILABLE"
    exit_code = ExitCode.UNAVAILABLE
    default_remedy = (
        "Install or start an operating-system keyring, or set STORE_BACKEND=file to keep tokens"
        " in encrypted files."
    )


class NoKeyring(Unavailable):
    """There is no keyring here: nothing to wait for, and nothing that could have kept anything."""


class Locked(Outage):
    """The keyring exists and is locked."""

    code = "LOCKED"
    exit_code = ExitCode.LOCKED
    default_remedy = "Unlock the keyring and start the program again."


class Denied(Outage):
    """The system refused the access, or a file is not private enough to be trusted."""

    code = "DENIED"
    exit_code = ExitCode.DENIED
    default_remedy = "Check that you are the right user and that the files belong to you alone."


class Timeout(Outage):
    """The operation did not end within its deadline."""

    code = "TIMEOUT"
    exit_code = ExitCode.TIMEOUT
    default_remedy = "Look for a hidden unlock prompt or a hung keyring daemon, then try again."


class Corrupt(StoreError):  # noqa: N818
    """An entry that fails its checks; it is kept as it is."""

    code = "CORRUPT"
    exit_code = ExitCode.CORRUPT
    default_remedy = "Log in again to write a fresh entry."


class NewerVersion(Corrupt):
    """Something a newer version wrote; it is neither read nor replaced."""

    default_remedy = "Upgrade this program, or delete the entry to start afresh."


class Conflict(StoreError):  # noqa: N818
    """Somebody else wrote the entry at the same moment; theirs is kept."""

    code = "CONFLICT"
    exit_code = ExitCode.CONFLICT
    default_remedy = "Read the entry again before you write it."


class TooLarge(StoreError):  # noqa: N818
    """The place cannot hold a value of this size."""

    code = "TOO_LARGE"
    exit_code = ExitCode.FINDINGS
    default_remedy = (
        "Set STORE_BACKEND=keyring_wrapped: it keeps a key in the keyring, not the value."
    )


class KeyMissing(StoreError):  # noqa: N818
    """Encrypted entries exist, and the key that opens them is not here."""

    code = "KEY_MISSING"
    exit_code = ExitCode.CORRUPT
    default_remedy = "Bring the key back, or delete the entries and log in again."


class LockLost(StoreError):  # noqa: N818
    """The refresh lock was taken over while its holder was suspended."""

    code = "LOCK_LOST"
    exit_code = ExitCode.BUSY
    default_remedy = "Read the token again: the new holder may have refreshed it."
