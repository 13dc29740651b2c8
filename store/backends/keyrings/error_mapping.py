"""What the errors of keyrings mean, told by type, number and D-Bus name, never by their texts."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from store.deadlines import Deadline
from store.errors import Corrupt, Denied, Locked, StoreError, Timeout, TooLarge, Unavailable

_T = TypeVar("_T")
WHAT = "the keyring"
_log = logging.getLogger(__name__)
_DBUS_NAMES = {
    "org.freedesktop.Secret.Error.IsLocked": Locked,
    "org.freedesktop.DBus.Error.AccessDenied": Denied,
    "org.gnome.keyring.Error.Denied": Denied,
    "org.freedesktop.DBus.Error.TimedOut": Timeout,
    "org.freedesktop.DBus.Error.Timeout": Timeout,
    "org.freedesktop.DBus.Error.NoReply": Timeout,
}
# OSStatus: a cancelled prompt, a wrong password, a broken signature; no user to be asked.
_MACOS = {-128: Denied, -25293: Denied, -67030: Denied, -25308: Locked}
# Access is denied; a bad stub, which is how CredWrite refuses a value over its limit.
_WINDOWS: dict[int, type[StoreError]] = {5: Denied, 1783: TooLarge}


def translated(work: Callable[[], _T], meaning: Callable[[Exception], StoreError]) -> _T:
    """Return what ``work`` returns, or raise what its error means, without a way back to it.

    The original is not chained: its objects and frames may hold a secret.
    """
    try:
        return work()
    except Exception as error:
        failure = meaning(error)
        _log.debug("the keyring raised %s", type(error).__qualname__)
    failure.__cause__ = failure.__context__ = None
    raise failure


def of_any(error: Exception, deadline: Deadline) -> StoreError:
    """Return what an error of Python's own means."""
    match error:
        case StoreError():
            return error
        case TimeoutError() | BlockingIOError():
            return deadline.missed_by(WHAT)
        case UnicodeDecodeError():
            return Corrupt("the keyring's entry is not text")
        case OSError():
            reason = error.strerror or type(error).__name__
            return Unavailable(f"the keyring cannot be reached: {reason}")
        case _:
            return Unavailable(f"the keyring failed ({type(error).__qualname__})")


def of_dbus(name: str) -> StoreError:
    """Return what an error of that D-Bus name means."""
    return _DBUS_NAMES.get(name, Unavailable)(f"the keyring answered {name}")


def of_keyring(error: Exception, deadline: Deadline) -> StoreError:
    """Return what an error of PyPI ``keyring``, or of the system below it, means."""
    from keyring.errors import KeyringLocked, PasswordSetError

    for each in (error.__cause__, error):
        if each is not None and (known := _of_system(each)) is not None:
            return known
    match error:
        case KeyringLocked():
            return Locked("the keyring is locked")
        case PasswordSetError() if error.__cause__ is None:
            return Denied("the keyring refused the write")
        case _:
            return of_any(error, deadline)


def _of_system(error: BaseException) -> StoreError | None:
    if callable(dbus_name := getattr(error, "get_dbus_name", None)):
        return of_dbus(str(dbus_name()))
    if type(error).__module__ == "keyring.backends.macOS.api":
        status = error.args[0] if error.args else 0
        return _MACOS.get(status, Unavailable)(f"the keychain answered {status}")
    if not isinstance(error, OSError) and isinstance(
        number := getattr(error, "winerror", None), int
    ):
        return _WINDOWS.get(number, Unavailable)(f"the Credential Manager answered {number}")
    return None
