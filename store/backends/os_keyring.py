"""The operating system's keyring, through PyPI ``keyring`` and only its real back ends.

Each entry has a service name of its own (``service:account``), because the Windows back end
shuffles entries that share one. ``keyring`` cannot enumerate, so a private index keeps the names.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from store.backends.private_files import ensure_directory, read_private, write_private
from store.errors import Corrupt, Denied, Locked, StoreError, Timeout, Unavailable

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_T = TypeVar("_T")
_NameSet = set[str]
_USERNAME = "store"
_REAL = (
    "keyring.backends.SecretService",
    "keyring.backends.libsecret",
    "keyring.backends.kwallet",
    "keyring.backends.macOS",
    "keyring.backends.Windows",
)
_CLASSES = {"kwallet": "DBusKeyring", "Windows": "WinVaultKeyring"}


class OSKeyring:
    """Speaks to the best allowed keyring; every call ends within ``deadline`` seconds."""

    def __init__(self, directory: Path, *, deadline: float = 5.0) -> None:
        self._directory = directory
        self._deadline = deadline
        self._backend: KeyringBackend | None = None

    def get(self, service: str, account: str) -> str | None:
        """Return the value, or None when the keyring has no such entry."""
        name = f"{service}:{account}"
        return self._call(lambda backend: backend.get_password(name, _USERNAME))

    def set(self, service: str, account: str, value: str) -> None:
        """Index the name, write the value and read it back."""
        name = f"{service}:{account}"
        _ = self.description  # an unreachable keyring must not leave a name in the index
        with self._index(service) as names:
            names.add(account)
        self._call(lambda backend: backend.set_password(name, _USERNAME, value))
        found = self.get(service, account)
        if found is None:
            raise Unavailable("the keyring accepted a value and does not return it")
        if found != value:
            raise Corrupt("the keyring returns another value than was written")

    def delete(self, service: str, account: str) -> bool:
        """Remove the entry, then its name from the index."""
        name = f"{service}:{account}"
        found = self.get(service, account) is not None
        if found:
            self._call(lambda backend: backend.delete_password(name, _USERNAME))
        with self._index(service) as names:
            names.discard(account)
        return found

    def list(self, service: str) -> tuple[str, ...]:
        """Return the indexed accounts; an entry removed behind our back is still named."""
        return tuple(sorted(_names(self._index_path(service))))

    @property
    def description(self) -> str:
        """Name the back end in use, for the doctor."""
        return self._call(lambda backend: str(backend.name))

    def _call(self, use: Callable[[KeyringBackend], _T]) -> _T:
        def work() -> _T:
            if self._backend is None:
                self._backend = _choose()
            return use(self._backend)

        return _bounded(work, self._deadline)

    def _index_path(self, service: str) -> Path:
        digest = hashlib.sha256(service.encode()).hexdigest()
        return self._directory / f"{digest}.index"

    @contextmanager
    def _index(self, service: str) -> Iterator[_NameSet]:
        from filelock import FileLock
        from filelock import Timeout as LockTimeout

        path = self._index_path(service)
        ensure_directory(self._directory)
        try:
            with FileLock(path.with_suffix(".lock"), timeout=self._deadline, mode=0o600):
                names = _names(path)
                before = frozenset(names)
                yield names
                if names != before:
                    write_private(path, json.dumps(sorted(names)).encode())
        except LockTimeout as error:
            raise Timeout("the keyring's index is busy") from error


def _names(path: Path) -> set[str]:
    content = read_private(path)
    if content is None:
        return set()
    with suppress(ValueError):
        names = json.loads(content)
        if isinstance(names, list) and all(isinstance(name, str) for name in names):
            return set(names)
    raise Corrupt("the keyring's index is damaged", f"Remove {path} and log in again.")


def _choose() -> KeyringBackend:
    candidates: list[KeyringBackend] = []
    for module in _REAL:
        with suppress(Exception):  # a back end of another system fails in its own way
            name = _CLASSES.get(module.rpartition(".")[2], "Keyring")
            kind = getattr(import_module(module), name)
            if kind.viable:
                candidates.append(kind())
    if not candidates:
        raise Unavailable("no operating-system keyring answers")
    return max(candidates, key=lambda backend: float(backend.priority))


def _bounded(work: Callable[[], _T], deadline: float) -> _T:
    results: list[_T] = []
    failures: list[Exception] = []

    def run() -> None:
        try:
            results.append(work())
        except Exception as error:
            failures.append(error)

    # A blocked native call cannot be cancelled; the thread is left behind and may still land.
    thread = threading.Thread(target=run, daemon=True, name="store-keyring")
    thread.start()
    thread.join(deadline)
    if failures:
        raise _translate(failures[0]) from failures[0]
    if not results:
        raise Timeout(f"the keyring did not answer within {deadline:g} s")
    return results[0]


def _translate(error: Exception) -> StoreError:
    from keyring.errors import InitError, KeyringLocked

    match error:
        case StoreError():
            return error
        case KeyringLocked():
            return Locked("the keyring is locked")
        case InitError() if "dismissed" in str(error).lower():
            return Locked("the keyring is locked and its prompt was dismissed")
        case UnicodeDecodeError():
            return Corrupt("the keyring's entry is not text")
        case PermissionError():
            return Denied("the keyring refused the access")
        case TimeoutError():
            return Timeout("the keyring did not answer")
        case _:
            return Unavailable(f"the keyring failed ({type(error).__name__})")
