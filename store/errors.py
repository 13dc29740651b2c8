"""Every error the store raises on purpose, each with a code and a remedy.

::

    StoreError
    ├── InvalidName     a provider or bucket that cannot be part of a key
    ├── Unavailable     there is no usable place to keep the secret
    ├── Locked          the keyring is there and asks to be unlocked
    ├── Denied          the system or the file's mode forbids the access
    ├── Timeout         the back end did not answer in time
    └── Corrupt         an entry is there and cannot be trusted
"""

from __future__ import annotations

from typing import ClassVar


class StoreError(Exception):
    """A problem of the store, with a stable ``code`` and a ``remedy``; never holds a secret."""

    code: ClassVar[str] = "STORE_ERROR"
    default_remedy: ClassVar[str] = ""

    def __init__(self, message: str, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = self.default_remedy if remedy is None else remedy


class InvalidName(StoreError):  # noqa: N818
    """A provider or bucket outside the allowed alphabet or length."""

    code = "INVALID_NAME"
    default_remedy = "Use 1 to 64 characters out of letters, digits, '.', '_', '@' and '-'."


class Unavailable(StoreError):  # noqa: N818
    """No back end can be reached."""

    code = "UNAVAILABLE"
    default_remedy = "Install or start an operating-system keyring, or set STORE_FALLBACK=allow."


class Locked(StoreError):  # noqa: N818
    """The keyring exists and is locked."""

    code = "LOCKED"
    default_remedy = "Unlock the keyring and try again."


class Denied(StoreError):  # noqa: N818
    """The system refused the access, or a file is not private enough to be trusted."""

    code = "DENIED"
    default_remedy = "Check that you are the right user and that the files belong to you alone."


class Timeout(StoreError):  # noqa: N818
    """The back end did not answer within its deadline."""

    code = "TIMEOUT"
    default_remedy = "Look for a hidden unlock prompt or a hung keyring daemon, then try again."


class Corrupt(StoreError):  # noqa: N818
    """An entry that fails its checks; it is kept as it is."""

    code = "CORRUPT"
    default_remedy = "Log in again to write a fresh entry."
