"""Models of keyrings that cannot run here, with what makes them dangerous.

They follow what PyPI ``keyring`` does on Windows, macOS and KDE, step by step; between two steps
they call ``between``, so that a test decides what happens there. They claim nothing more: no part of
this project has been run on those systems.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from keyring.errors import KeyringError, KeyringLocked, PasswordDeleteError

CANCELLED = -128
NO_INTERACTION = -25308
NOT_FOUND = -25300
BAD_STUB = 1783


def nothing() -> None:
    pass


class Win32Error(Exception):
    """What pywin32 raises: it has a number and is no OSError."""

    def __init__(self, winerror: int) -> None:
        super().__init__(winerror)
        self.winerror = winerror


class CredentialManager:
    """The system below the model of the Windows back end: one credential per target."""

    LIMIT = 2560

    def __init__(self) -> None:
        self.credentials: dict[str, tuple[str, bytes]] = {}
        self.calls = 0

    def read(self, target: str) -> tuple[str, str] | None:
        self.calls += 1
        found = self.credentials.get(target)
        return None if found is None else (found[0], found[1].decode("utf-16-le"))

    def write(self, target: str, user: str, text: str) -> None:
        self.calls += 1
        blob = text.encode("utf-16-le")
        if len(blob) > self.LIMIT:
            raise Win32Error(BAD_STUB)
        self.credentials[target] = (user, blob)

    def delete(self, target: str) -> None:
        self.calls += 1
        self.credentials.pop(target, None)


class WindowsKeyring:
    """One credential per service; a second user of it is moved to the target "user@service"."""

    def __init__(self, manager: CredentialManager) -> None:
        self.manager = manager
        self.between: Callable[[], None] = nothing

    def get_password(self, service: str, username: str) -> str | None:
        found = self.manager.read(service)
        if found is None or found[0] != username:
            self.between()
            found = self.manager.read(f"{username}@{service}")
        return None if found is None else found[1]

    def set_password(self, service: str, username: str, password: str) -> None:
        existing = self.manager.read(service)
        self.between()
        if existing is not None:
            self.manager.write(f"{existing[0]}@{service}", *existing)
            self.between()
        self.manager.write(service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        deleted = False
        for target in (service, f"{username}@{service}"):
            found = self.manager.read(target)
            self.between()
            if found is not None and found[0] == username:
                self.manager.delete(target)
                deleted = True
        if not deleted:
            raise PasswordDeleteError(service)


class KeychainError(Exception):
    """What the bindings to Apple's Security framework raise: a status and a text."""


# The real one cannot be imported elsewhere, and is known by where it was defined.
KeychainError.__module__ = "keyring.backends.macOS.api"


class Keychain:
    """Writes by deleting and adding; may wait for an answered prompt, or not delete what it says.

    ``status`` is an OSStatus that every call is answered with; ``prompt`` an event to wait for.
    """

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], str] = {}
        self.between: Callable[[], None] = nothing
        self.prompt: threading.Event | None = None
        self.status = 0
        self.keeps_what_it_deletes = False

    def get_password(self, service: str, username: str) -> str | None:
        self._ask()
        return self.items.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._ask()
        self.items.pop((service, username), None)
        self.between()
        self.items[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._ask()
        if (service, username) not in self.items:
            raise PasswordDeleteError(f"Can't delete password in keychain: {NOT_FOUND}")
        if not self.keeps_what_it_deletes:
            del self.items[service, username]

    def _ask(self) -> None:
        if self.prompt is not None:
            self.prompt.wait(20)
        if self.status:
            kind = KeyringLocked if self.status == CANCELLED else KeyringError
            raise kind("Can't get password from keychain") from KeychainError(self.status, "")


class Wallet:
    """Keeps the first 8 KiB of a value and says nothing of the rest."""

    LIMIT = 8 * 1024

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password[: self.LIMIT]

    def delete_password(self, service: str, username: str) -> None:
        if self.entries.pop((service, username), None) is None:
            raise PasswordDeleteError("Password not found")
