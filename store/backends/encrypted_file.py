"""One AES-256-GCM file per entry, under a random key that lives in another directory.

The key file protects a copied or committed data directory and against swapped or edited entries. It
does not protect from a program that reads both directories as the same user, nor from putting an
older file of the same account back.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import os
from pathlib import Path

from store.backends.private_files import (
    create_private,
    read_private,
    remove_private,
    write_private,
)
from store.errors import Corrupt, StoreError

_VERSION = 1
_log = logging.getLogger(__name__)


class EncryptedFile:
    """Keeps each (service, account) in its own sealed file under ``directory``."""

    def __init__(self, directory: Path, key_directory: Path) -> None:
        self._directory = directory
        self._key_path = key_directory / "master.key"

    def get(self, service: str, account: str) -> str | None:
        """Open the entry's file; a file that fails any check is Corrupt, never None."""
        content = read_private(self.path(service, account))
        return None if content is None else _open(content, self._key(), service, account)

    def set(self, service: str, account: str, value: str) -> None:
        """Seal the value under a fresh salt and nonce and replace the file."""
        path = self.path(service, account)
        write_private(path, _seal(value, self._key_for_writing(), service, account))

    def delete(self, service: str, account: str) -> bool:
        """Remove the entry's file."""
        return remove_private(self.path(service, account))

    def list(self, service: str) -> tuple[str, ...]:
        """Return the accounts named inside the files, leaving out files that are misplaced."""
        accounts = (self._account(path, service) for path in self._directory.glob("*.entry"))
        return tuple(sorted(account for account in accounts if account is not None))

    def path(self, service: str, account: str) -> Path:
        """Return the entry's file; hashed, so neither case, length nor ``:`` can make two meet."""
        digest = hashlib.sha256(json.dumps([service, account]).encode()).hexdigest()
        return self._directory / f"{digest}.entry"

    def _account(self, path: Path, service: str) -> str | None:
        try:
            header = _parse(read_private(path) or b"")
        except StoreError as error:
            _log.warning("entry file %s skipped: %s", path.name[:16], error.code)
            return None
        account = header.get("account")
        if header.get("service") != service or not isinstance(account, str):
            return None
        return account if self.path(service, account) == path else None

    def _key(self) -> bytes:
        key = read_private(self._key_path)
        if key is None:
            raise Corrupt(f"entries exist but their key {self._key_path} is missing")
        if len(key) != 32:
            raise Corrupt(f"the key {self._key_path} is damaged")
        return key

    def _key_for_writing(self) -> bytes:
        # A new key beside old entries would orphan them silently.
        if not any(self._directory.glob("*.entry")):
            create_private(self._key_path, os.urandom(32))
        return self._key()


def _seal(value: str, key: bytes, service: str, account: str) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = AESGCM(_subkey(key, salt)).encrypt(
        nonce, value.encode(), _associated(service, account)
    )
    envelope: dict[str, object] = {"v": _VERSION, "service": service, "account": account}
    parts = {"salt": salt, "nonce": nonce, "data": sealed}
    envelope |= {name: base64.b64encode(part).decode() for name, part in parts.items()}
    return json.dumps(envelope).encode()


def _open(content: bytes, key: bytes, service: str, account: str) -> str:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    envelope = _parse(content)
    try:
        salt, nonce, sealed = (_decode(envelope, name) for name in ("salt", "nonce", "data"))
        cipher = AESGCM(_subkey(key, salt))
        return cipher.decrypt(nonce, sealed, _associated(service, account)).decode()
    except (InvalidTag, ValueError) as error:
        raise Corrupt("an entry does not open under this key and name") from error


def _parse(content: bytes) -> dict[str, object]:
    try:
        envelope = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Corrupt("an entry is not an envelope") from error
    if not isinstance(envelope, dict):
        raise Corrupt("an entry is not an envelope")
    if envelope.get("v") != _VERSION:
        raise Corrupt("an entry has an unknown version", "Upgrade this program.")
    return envelope


def _decode(envelope: dict[str, object], name: str) -> bytes:
    text = envelope.get(name)
    if not isinstance(text, str):
        raise Corrupt(f"an entry lacks its {name}")
    return base64.b64decode(text, validate=True)


def _associated(service: str, account: str) -> bytes:
    return json.dumps(["store-entry", _VERSION, service, account]).encode()


def _subkey(key: bytes, salt: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), length=32, salt=salt, info=b"store/v1/entry").derive(key)
