"""Where the key ring of a service lies: a private file, a file under a passphrase, a keyring."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from store.backends.base import Backend
from store.backends.files.private_files import (
    check_directory,
    check_usable,
    read_given,
    read_private,
    remove_private,
    sweep,
    translated,
    write_private,
)
from store.backends.sealing import key_ring, sealed_ring
from store.backends.sealing.key_ring import KeyRing
from store.backends.sealing.sealed_ring import Stretching
from store.deadlines import Deadline
from store.errors import Corrupt, Denied, KeyMissing, NewerVersion
from store.forks import follow_forks
from store.names import directory_of

_T = TypeVar("_T")
# No provider has this character, so no token can have this account.
RESERVED_ACCOUNT = "#keys"
_REMEMBERED = 4
_GIVE_IT = (
    "Give the passphrase (STORE_PASSPHRASE_FILE or STORE_PASSPHRASE) with which it was sealed."
)


class KeySource(Protocol):
    """Reads and writes a service's key ring; writers are serialised by who calls it."""

    @property
    def name(self) -> str:
        """A few words for reports."""

    def load(self, service: str, deadline: Deadline) -> KeyRing | None:
        """Return the ring, None when there is certainly none; mints nothing."""

    def save(self, service: str, ring: KeyRing, deadline: Deadline) -> None:
        """Replace the ring durably."""

    def clear(self, service: str, deadline: Deadline) -> None:
        """Remove the ring, if there is one."""

    def probe(self, service: str, deadline: Deadline) -> None:
        """Raise what keeps a first ring from being saved."""

    def reset(self) -> None:
        """Ask again what refused."""


class KeyFile:
    """The ring in clear in a private file, ``<key_directory>/<service>/keys.json``."""

    name = "key file"

    def __init__(self, key_directory: Path) -> None:
        self._directory = key_directory

    def path(self, service: str) -> Path:
        """Return where the ring of a service lies."""
        return self._directory / directory_of(service) / "keys.json"

    def load(self, service: str, deadline: Deadline) -> KeyRing | None:
        """Return the ring; raises KeyMissing for a damaged one, Denied."""
        path = self.path(service)
        content = _read_key(path)
        return None if content is None else _decoded(content, path)

    def save(self, service: str, ring: KeyRing, deadline: Deadline) -> None:
        """Replace the file, and sweep what crashes left of former ones."""
        path = self.path(service)
        write_private(path, key_ring.encode(ring).encode("ascii"))
        sweep(path.parent)

    def clear(self, service: str, deadline: Deadline) -> None:
        """Unlink the file."""
        remove_private(self.path(service))

    def probe(self, service: str, deadline: Deadline) -> None:
        """Raise Denied or Unavailable for a directory in which no key can be kept."""
        check_usable(self.path(service).parent)

    def reset(self) -> None:
        """Nothing refuses for long."""


class Passphrase:
    """The ring sealed under a passphrase in ``<key_directory>/<service>/passphrase.json``.

    The passphrase is given as text or is the first line of a private file; without either a ring
    that is there cannot be opened, and that is KeyMissing, not None.
    """

    name = "passphrase"

    def __init__(
        self, key_directory: Path, passphrase: str | None = None, file: Path | None = None
    ) -> None:
        self._directory = key_directory
        self._passphrase = passphrase
        self._file = file

    def path(self, service: str) -> Path:
        """Return where the sealed ring of a service lies."""
        return self._directory / directory_of(service) / "passphrase.json"

    def load(self, service: str, deadline: Deadline) -> KeyRing | None:
        """Open the ring; raises Denied for another passphrase, KeyMissing."""
        path = self.path(service)
        content = _read_key(path)
        if content is None:
            return None
        sealed = _told_apart(lambda: sealed_ring.parse(content), path)
        deadline.check(self.name)
        ring = sealed_ring.unseal(sealed, service, self._key(path, sealed.stretching))
        if ring is None:
            raise Denied(f"the passphrase does not open {path}, or the file is damaged", _GIVE_IT)
        return ring

    def save(self, service: str, ring: KeyRing, deadline: Deadline) -> None:
        """Seal the ring under a new salt."""
        path, stretching = self.path(service), sealed_ring.new_stretching()
        key = self._key(path, stretching)
        write_private(path, sealed_ring.seal(ring, service, key, stretching))
        sweep(path.parent)

    def clear(self, service: str, deadline: Deadline) -> None:
        """Unlink the file."""
        remove_private(self.path(service))

    def probe(self, service: str, deadline: Deadline) -> None:
        """Raise KeyMissing without a passphrase, and what keeps a ring from being saved."""
        check_usable(self.path(service).parent)
        if self._given() is None:
            raise KeyMissing("a passphrase is asked for, and none is given", _GIVE_IT)

    def reset(self) -> None:
        """Nothing refuses for long."""

    def _key(self, path: Path, stretching: Stretching) -> bytes:
        passphrase = self._given()
        if passphrase is None:
            raise KeyMissing(f"{path} needs a passphrase, and none is given", _GIVE_IT)
        return _stretched(_encoded(passphrase), stretching)

    def _given(self) -> str | None:
        if self._passphrase is not None or self._file is None:
            return self._passphrase or None
        first = (read_given(self._file) or b"").split(b"\n", 1)[0].rstrip(b"\r")
        if not first:
            raise KeyMissing(f"the passphrase file {self._file} has no first line", _GIVE_IT)
        return _text(first, self._file)


class KeyringSource:
    """The ring as one small entry of another back end, under an account that no token can have."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    @property
    def name(self) -> str:
        """A few words for reports."""
        return f"key in {self._backend.name}"

    def load(self, service: str, deadline: Deadline) -> KeyRing | None:
        """Return the ring; raises what the back end raises, and KeyMissing."""
        content = self._backend.get(service, RESERVED_ACCOUNT, deadline)
        return None if content is None else _decoded(content, self._backend.name)

    def save(self, service: str, ring: KeyRing, deadline: Deadline) -> None:
        """Replace the entry."""
        self._backend.set(service, RESERVED_ACCOUNT, key_ring.encode(ring), deadline)

    def clear(self, service: str, deadline: Deadline) -> None:
        """Delete the entry."""
        self._backend.delete(service, RESERVED_ACCOUNT, deadline)

    def probe(self, service: str, deadline: Deadline) -> None:
        """Probe the back end."""
        self._backend.probe(service, deadline)

    def reset(self) -> None:
        """Reset the back end."""
        self._backend.reset()


def _encoded(passphrase: str) -> bytes:
    try:
        return unicodedata.normalize("NFC", passphrase).encode()
    except UnicodeEncodeError:
        pass
    raise KeyMissing("the passphrase is not text in UTF-8", _GIVE_IT)


def _text(line: bytes, path: Path) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        remedy = "Encode it as UTF-8: bytes that are no text would make another passphrase."
    raise KeyMissing(f"the first line of the passphrase file {path} is not UTF-8", remedy)


def _read_key(path: Path) -> bytes | None:
    with translated(path):
        return read_private(path) if check_directory(path.parent) else None


def _decoded(content: bytes | str, place: object) -> KeyRing:
    return _told_apart(lambda: key_ring.decode(content), place)


def _told_apart(read: Callable[[], _T], place: object) -> _T:
    """Return what is read; a damaged key is KeyMissing: the entries are not what is damaged."""
    try:
        return read()
    except NewerVersion:
        raise
    except Corrupt as error:
        remedy = f"Bring it back from a backup, or delete it ({place}) and the entries with it."
        raise KeyMissing(f"{error.message} ({place})", remedy) from None


class _Stretched:
    """The last derived keys of this process: a derivation takes longer than all else together."""

    def __init__(self) -> None:
        self._keys: dict[tuple[bytes, Stretching], bytes] = {}
        follow_forks(self)

    def __call__(self, passphrase: bytes, stretching: Stretching) -> bytes:
        known = passphrase, stretching
        key = self._keys.get(known)
        if key is None:
            key = sealed_ring.stretch(passphrase, stretching)
            self._keys = dict([*self._keys.items(), (known, key)][-_REMEMBERED:])
        return key

    def after_fork(self) -> None:
        """Keep no key in a child that may never need it."""
        self._keys = {}


_stretched = _Stretched()
