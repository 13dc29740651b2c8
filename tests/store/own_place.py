"""The place of a mode for one test alone, real, and brought down in every way that users meet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from store.backends.base import Backend
from store.backends.encrypted_file import EncryptedFile
from store.backends.files.file_locks import exclusive
from store.backends.keyrings.latch import state_of
from store.backends.keyrings.secret_bus import bus_of
from store.backends.os_keyring import OSKeyring
from store.backends.sealing.key_sources import KeyFile
from store.deadlines import Deadline
from store.errors import Denied, Locked, Outage, Timeout, Unavailable
from store.secure_store import SecureStore
from store.settings import StoreSettings
from store.token_store import KeyringTokenStore
from tests.store.secret_service import SecretService

SERVICE = "svc"
NOWHERE = "unix:path=/nowhere"
PATIENCE, HASTE = 20.0, 0.4


class OwnPlace:
    """A keyring daemon, or encrypted files when there is no ``daemon``, that one test may break.

    Each call of ``secure`` and ``tokens`` opens the place anew, as another process would.
    """

    def __init__(self, folder: Path, daemon: SecretService | None) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.daemon = daemon
        self.seconds = PATIENCE
        self._bus = "" if daemon is None else daemon.address

    @property
    def outages(self) -> tuple[type[Outage], ...]:
        """What can befall it; files that others write are read all the same."""
        return (Denied, Unavailable, Timeout) if self.daemon is None else (Denied, *_KEYRING)

    @property
    def outages_of_reading(self) -> tuple[type[Outage], ...]:
        """What can befall a read."""
        return (Denied, Unavailable) if self.daemon is None else (Denied, *_KEYRING)

    def keyring(self) -> OSKeyring | None:
        """The keyring of the mode."""
        if self.daemon is None:
            return None
        return OSKeyring(self.folder / "run" / "keyring.lock", bus=self._bus)

    def files(self) -> EncryptedFile:
        """The encrypted files, which are only the fallback where there is a keyring."""
        return EncryptedFile(self.data, KeyFile(self.folder / "keys"))

    def secure(self) -> SecureStore:
        """The store of values."""
        return SecureStore(
            SERVICE,
            directory=self.data,
            keyring=self.keyring(),
            fallback=self.files(),
            deadline=self.seconds,
        )

    def tokens(self, **options: Any) -> KeyringTokenStore:
        """The store of tokens; ``options`` are those of its settings."""
        settings = StoreSettings(**({"deadline": self.seconds} | options))
        return KeyringTokenStore(self.secure(), settings=settings)

    def place(self) -> Backend:
        """Where the mode keeps its values."""
        return self.keyring() or self.files()

    def raw(self, account: str) -> bytes | None:
        """What lies in the place, as another program reads it."""
        if self.daemon is None:
            path = self.files().path(SERVICE, account)
            return path.read_bytes() if path.exists() else None
        text = self.place().get(SERVICE, account, Deadline.after(PATIENCE))
        return None if text is None else text.encode()

    def damage(self, account: str) -> bytes:
        """Let another program overwrite the entry, and return what lies there then."""
        junk = "s3cret junk"
        if self.daemon is None:
            self.files().path(SERVICE, account).write_text(junk)
        else:
            self.place().set(SERVICE, account, junk, Deadline.after(PATIENCE))
        return junk.encode()

    @contextmanager
    def outage(self, kind: type[Outage]) -> Iterator[None]:
        """Bring the place down for the stores opened inside, and repair it afterwards."""
        with ExitStack() as stack:
            if self.daemon is None:
                self._break_files(kind, stack)
            else:
                self._break_keyring(kind, self.daemon, stack)
            yield

    def _break_files(self, kind: type[Outage], stack: ExitStack) -> None:
        if kind is Denied:
            _open_to_all(self.data / SERVICE / "entries", stack)
            _open_to_all(self.data / SERVICE, stack)
        elif kind is Unavailable:
            aside = self.data.rename(self.folder / "aside")
            self.data.write_text("no directory")
            stack.callback(aside.rename, self.data)
            stack.callback(self.data.unlink)
        else:
            self._hurry(stack)
            lock = self.data / SERVICE / "index.lock"
            stack.enter_context(exclusive(lock, Deadline.after(PATIENCE), "a slow process"))

    def _break_keyring(self, kind: type[Outage], daemon: SecretService, stack: ExitStack) -> None:
        if kind is Denied:
            _open_to_all(self.folder / "run", stack)
        elif kind is Unavailable:
            stack.callback(setattr, self, "_bus", self._bus)
            self._bus = NOWHERE
        elif kind is Timeout:
            self._hurry(stack)
            daemon.pause()
            stack.callback(daemon.resume)
        else:
            daemon.lock()
            # This process stands for all that start later, and only a new one would ask again.
            stack.callback(state_of(bus_of(daemon.address).address).latch.release)
            stack.callback(daemon.unlock)

    def _hurry(self, stack: ExitStack) -> None:
        stack.callback(setattr, self, "seconds", self.seconds)
        self.seconds = HASTE


_KEYRING: tuple[type[Outage], ...] = (Unavailable, Timeout, Locked)


def _open_to_all(directory: Path, stack: ExitStack) -> None:
    directory.chmod(0o777)
    stack.callback(directory.chmod, 0o700)
