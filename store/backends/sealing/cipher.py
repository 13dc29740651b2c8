"""The ciphers and key derivations, and nothing else: the one module that knows ``cryptography``."""

from __future__ import annotations

from functools import cache
from typing import Any

from store.errors import Unavailable

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16


def seal(key: bytes, nonce: bytes, plain: bytes, associated: bytes) -> bytes:
    """Return AES-256-GCM's ciphertext with its tag; a nonce is never used twice with a key."""
    sealed: bytes = _aes_gcm()(key).encrypt(nonce, plain, associated)
    return sealed


def unseal(key: bytes, nonce: bytes, sealed: bytes, associated: bytes) -> bytes | None:
    """Return the plain bytes, or None when key, nonce, ciphertext and association do not fit."""
    from cryptography.exceptions import InvalidTag

    try:
        plain: bytes = _aes_gcm()(key).decrypt(nonce, sealed, associated)
    except InvalidTag:
        return None
    return plain


def subkey(master: bytes, salt: bytes, info: bytes) -> bytes:
    """Return the 32 bytes that HKDF-SHA256 derives for one purpose."""
    hkdf, sha256 = _hkdf()
    derived: bytes = hkdf(sha256(), KEY_BYTES, salt, info).derive(master)
    return derived


def stretched(passphrase: bytes, salt: bytes, memory: int, passes: int, lanes: int) -> bytes:
    """Return the 32 bytes of Argon2id over so many KiB; raises Unavailable where it cannot run."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    try:
        slow = Argon2id(
            salt=salt, length=KEY_BYTES, iterations=passes, lanes=lanes, memory_cost=memory
        )
        derived: bytes = slow.derive(passphrase)
    except UnsupportedAlgorithm:
        reason, remedy = "this OpenSSL has no Argon2id", "Install cryptography's own wheel."
    except MemoryError:
        reason, remedy = f"Argon2id needs {memory} KiB of memory", "Free some memory."
    else:
        return derived
    raise Unavailable(f"the passphrase cannot be used: {reason}", remedy)


@cache
def _aes_gcm() -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM


@cache
def _hkdf() -> tuple[Any, Any]:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF, SHA256
