"""Which keyring of the operating system is used: one of an explicit list, never a found one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Protocol, TypeVar

from store.backends.keyrings.latch import KeyringState, state_of
from store.backends.keyrings.threaded_calls import PasswordKeyring, ThreadedCaller, call_within
from store.deadlines import Deadline
from store.errors import NoKeyring, StoreError

_T = TypeVar("_T")
SECRET_SERVICE = "keyring.backends.SecretService.Keyring"  # noqa: S105
KWALLET = "keyring.backends.kwallet.DBusKeyring"
LIBSECRET = "keyring.backends.libsecret.Keyring"
MACOS = "keyring.backends.macOS.Keyring"
WINDOWS = "keyring.backends.Windows.WinVaultKeyring"
WORDS = {
    SECRET_SERVICE: "the Secret Service",
    KWALLET: "KWallet",
    LIBSECRET: "the Secret Service through libsecret",
    MACOS: "the macOS Keychain",
    WINDOWS: "the Windows Credential Manager",
}
OFF = frozenset({"keyring.backends.null.Keyring", "keyring.backends.fail.Keyring"})
_SWITCHED_OFF = "the keyring is switched off by PYTHON_KEYRING_BACKEND"


class KeyringCaller(Protocol):
    """A way to run operations on one keyring, within deadlines and one process at a time."""

    @property
    def description(self) -> str:
        """The keyring in a few words."""

    @property
    def state(self) -> KeyringState:
        """What all instances for the keyring share."""

    def run(self, work: Callable[[PasswordKeyring], _T], deadline: Deadline) -> _T:
        """Return what ``work`` returns; raises StoreError only."""

    def meaning(self, error: Exception, deadline: Deadline) -> StoreError:
        """Return what an error that ``work`` caught means."""


def candidates(platform: str, preferred: str | None) -> tuple[str, ...]:
    """Return the back ends to try, best first; none when ``preferred`` switches the keyring off.

    ``preferred`` is the class that PYTHON_KEYRING_BACKEND names; it counts only if it is allowed.
    """
    if preferred in OFF:
        return ()
    if preferred in WORDS:
        return (preferred,)
    # One for each system: if a second stood in for one that is down, it would answer "no entry".
    systems = {"win32": (WINDOWS,), "darwin": (MACOS,)}
    return systems.get(platform, (SECRET_SERVICE,))


def describe(platform: str, preferred: str | None) -> str:
    """Say which keyring would be used, without touching any."""
    names = candidates(platform, preferred)
    words = WORDS[names[0]] if names else _SWITCHED_OFF
    if preferred and preferred not in OFF and preferred not in WORDS:
        words += f" ({preferred} is not allowed here and ignored)"
    return words


def choose(
    names: tuple[str, ...], lock: Path, bus: str | None, deadline: Deadline, *, interactive: bool
) -> KeyringCaller:
    """Return the first keyring that is there; raises NoKeyring, and Timeout if one hangs."""
    if not names:
        raise NoKeyring(_SWITCHED_OFF, "Unset PYTHON_KEYRING_BACKEND to use the keyring.")
    reasons: list[str] = []
    for name in names:
        try:
            if name == SECRET_SERVICE:
                return _secret_service(lock, bus, deadline, interactive=interactive)
            if bus is not None:
                raise NoKeyring(f"{WORDS[name]} cannot be asked on a bus of one's choice")
            return _other(name, lock, deadline)
        except NoKeyring as error:
            reasons.append(error.message)
    raise NoKeyring(f"there is no usable keyring: {reasons[0]}")


def _secret_service(
    lock: Path, bus: str | None, deadline: Deadline, *, interactive: bool
) -> KeyringCaller:
    try:
        from store.backends.keyrings.secret_service import SecretServiceCaller
    except ImportError:
        raise NoKeyring("the package SecretStorage is missing") from None
    ring = SecretServiceCaller(lock, bus, interactive=interactive)
    if not ring.is_viable(deadline):
        raise NoKeyring("no Secret Service runs on the session bus, and none can be started")
    return ring


def _other(name: str, lock: Path, deadline: Deadline) -> KeyringCaller:
    keyring = call_within(lambda: _load(name), deadline)
    return ThreadedCaller(lock, keyring, WORDS[name], state_of(name))


def _load(name: str) -> PasswordKeyring:
    module, _, kind = name.rpartition(".")
    # A back end of another system fails at import in its own way.
    with suppress(Exception):
        found = getattr(import_module(module), kind)
        if found.viable:
            keyring: PasswordKeyring = found()
            return keyring
    raise NoKeyring(f"{WORDS[name]} is not there")
