"""A token store whose place can be broken in each way that a user meets, and repaired again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, Literal, Protocol

from store.backends.encrypted_file import EncryptedFile
from store.backends.keyrings.latch import state_of
from store.backends.keyrings.secret_bus import bus_of
from store.backends.os_keyring import OSKeyring
from store.backends.sealing.key_sources import Passphrase
from store.secure_store import SecureStore
from store.settings import StoreSettings
from store.token_store import KeyringTokenStore
from tests.store.secret_service import BUS, SecretService, ask

Mode = Literal["keyring", "fallback"]
Trouble = Literal["gone", "locked", "refused", "hung"]
TROUBLES: tuple[Trouble, ...] = ("gone", "locked", "refused", "hung")
SERVICE = "rig"
ACCOUNT = "anthropic:work"
DAMAGED = b"{"
SECONDS = 20.0
BRIEF = 0.5
"""The deadline of a store that will meet a place which does not answer."""
_HOLDER = """
import sys, filelock
lock = filelock.FileLock(sys.argv[1])
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""
_REFUSAL = '<policy context="default"><deny send_destination="org.freedesktop.secrets"/></policy>'


class Rig(Protocol):
    """Stores over one place, which can be broken."""

    codes: ClassVar[dict[Trouble, str]]
    """What each trouble is called when it is met."""
    place: str

    def program(self, seconds: float = SECONDS, *, best_effort: bool = False) -> KeyringTokenStore:
        """A store as a program makes it that starts now."""

    @contextmanager
    def broken(self, trouble: Trouble, *, best_effort: bool = False) -> Iterator[KeyringTokenStore]:
        """Break the place; yields the store of a program that starts meanwhile."""


class KeyringRig:
    """A keyring daemon of its own, with encrypted files that would be allowed."""

    codes: ClassVar[dict[Trouble, str]] = {
        "gone": "UNAVAILABLE",
        "locked": "LOCKED",
        "refused": "DENIED",
        "hung": "TIMEOUT",
    }
    place = "keyring"

    def __init__(self, service: SecretService, directory: Path) -> None:
        self.service = service
        self.directory = directory

    def program(self, seconds: float = SECONDS, *, best_effort: bool = False) -> KeyringTokenStore:
        keyring = OSKeyring(self.directory / "run" / "keyring.lock", bus=self.service.address)
        return _tokens(self.directory, keyring, _files(self.directory), seconds, best_effort)

    @contextmanager
    def broken(self, trouble: Trouble, *, best_effort: bool = False) -> Iterator[KeyringTokenStore]:
        configuration = self.service.home / "bus.conf"
        before = configuration.read_text()
        match trouble:
            case "gone":
                self.service.kill()
            case "locked":
                self.service.lock()
            case "refused":
                self._configure(before.replace("</busconfig>", f"{_REFUSAL}</busconfig>"))
            case "hung":
                self.service.pause()
        try:
            seconds = BRIEF if trouble == "hung" else SECONDS
            yield self.program(seconds, best_effort=best_effort)
        finally:
            match trouble:
                case "gone":
                    self.service._start_daemon()
                case "locked":
                    self.service.unlock()
                case "refused":
                    self._configure(before)
                case "hung":
                    self.service.resume()
            self._forget_refusals()

    def _configure(self, text: str) -> None:
        (self.service.home / "bus.conf").write_text(text)
        with self.service.connection() as connection:
            ask(connection, BUS, "ReloadConfig", "")

    def _forget_refusals(self) -> None:
        # This process stands for all programs, and only a new one would ask the keyring again.
        known = state_of(bus_of(self.service.address).address)
        known.latch.release()
        known.first_look.forget()


class FallbackRig:
    """Encrypted files under a passphrase, and no keyring."""

    codes: ClassVar[dict[Trouble, str]] = {
        "gone": "UNAVAILABLE",
        "locked": "KEY_MISSING",
        "refused": "DENIED",
        "hung": "TIMEOUT",
    }
    place = "file"

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.data = directory / "data"

    def program(self, seconds: float = SECONDS, *, best_effort: bool = False) -> KeyringTokenStore:
        return _tokens(self.directory, None, _files(self.directory), seconds, best_effort)

    @contextmanager
    def broken(self, trouble: Trouble, *, best_effort: bool = False) -> Iterator[KeyringTokenStore]:
        match trouble:
            case "gone":
                with self._file_in_place_of_the_directory():
                    yield self.program(best_effort=best_effort)
            case "locked":
                files = _files(self.directory, None)
                yield _tokens(self.directory, None, files, SECONDS, best_effort)
            case "refused":
                with self._opened_to_all():
                    yield self.program(best_effort=best_effort)
            case "hung":
                with self._damaged_under_the_lock_of_another_process():
                    yield self.program(BRIEF, best_effort=best_effort)

    @contextmanager
    def _file_in_place_of_the_directory(self) -> Iterator[None]:
        aside = self.data.rename(self.directory / "aside")
        self.data.write_bytes(b"")
        try:
            yield
        finally:
            self.data.unlink()
            aside.rename(self.data)

    @contextmanager
    def _opened_to_all(self) -> Iterator[None]:
        entries = self.data / SERVICE / "entries"
        entries.chmod(0o755)
        try:
            yield
        finally:
            entries.chmod(0o700)

    @contextmanager
    def _damaged_under_the_lock_of_another_process(self) -> Iterator[None]:
        # Of sound files a reader needs no lock; damaged ones are looked at by one process at a time.
        index = self.data / SERVICE / "index.json"
        before = index.read_bytes()
        index.write_bytes(DAMAGED)
        try:
            with held_by_another_process(self.data / SERVICE / "index.lock"):
                yield
        finally:
            index.write_bytes(before)


@contextmanager
def held_by_another_process(lock: Path) -> Iterator[None]:
    """Let another process hold a kernel lock inside."""
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == b"held\n"
        yield
    finally:
        process.communicate()


def files_below(directory: Path) -> dict[str, bytes]:
    """The files below a directory that keep tokens, with their content."""
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in sorted(directory.rglob("*.tok"))
    }


def bytes_below(directory: Path) -> bytes:
    """All that is in all files below a directory."""
    found = (Path(base) / name for base, _, names in os.walk(directory) for name in names)
    return b"\n".join(path.read_bytes() for path in found if path.is_file())


def _files(directory: Path, passphrase: str | None = "s3cret-passphrase") -> EncryptedFile:
    return EncryptedFile(directory / "data", Passphrase(directory / "keys", passphrase))


def _tokens(
    directory: Path,
    keyring: OSKeyring | None,
    files: EncryptedFile,
    seconds: float,
    best_effort: bool,
) -> KeyringTokenStore:
    store = SecureStore(
        SERVICE, directory=directory / "data", keyring=keyring, fallback=files, deadline=seconds
    )
    settings = StoreSettings(deadline=seconds)
    return KeyringTokenStore(store, settings=settings, best_effort=best_effort)
