"""A key ring under a passphrase, as bytes: Argon2id, AES-256-GCM, the parameters bound and bounded.

::

    {"v":1,"kdf":{"name":"argon2id","m":65536,"t":3,"p":4,"salt":…},"nonce":…,"sealed":…}
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field

from store.backends.sealing import cipher, key_ring, strict_json
from store.backends.sealing.key_ring import KeyRing
from store.errors import Corrupt, NewerVersion

_VERSION = 1
_NAME = "argon2id"
_FIELDS = frozenset({"v", "kdf", "nonce", "sealed"})
_KDF_FIELDS = frozenset({"name", "m", "t", "p", "salt"})
_SALT_BYTES = 16
_KIB_AND_PASSES = 2 << 20
_WHAT = "the passphrase's key ring"


@dataclass(frozen=True, slots=True)
class Stretching:
    """How a passphrase becomes a key: Argon2id over ``memory`` KiB; equal ones give equal keys."""

    salt: bytes
    memory: int = 65_536
    passes: int = 3
    lanes: int = 4


@dataclass(frozen=True, slots=True)
class SealedRing:
    """A well-formed file, its parameters within bounds."""

    stretching: Stretching
    nonce: bytes
    sealed: bytes = field(repr=False)


def new_stretching(random: Callable[[int], bytes] = os.urandom) -> Stretching:
    """Return the parameters of RFC 9106's second choice with a new salt."""
    return Stretching(random(_SALT_BYTES))


def stretch(passphrase: bytes, stretching: Stretching) -> bytes:
    """Return the key of a passphrase; takes about 0.3 s, raises Unavailable."""
    s = stretching
    return cipher.stretched(passphrase, s.salt, s.memory, s.passes, s.lanes)


def seal(
    ring: KeyRing,
    service: str,
    key: bytes,
    stretching: Stretching,
    random: Callable[[int], bytes] = os.urandom,
) -> bytes:
    """Return the ring sealed under a key of these parameters."""
    nonce = random(cipher.NONCE_BYTES)
    plain = key_ring.encode(ring).encode("ascii")
    sealed = cipher.seal(key, nonce, plain, _bound(stretching, service))
    fields: dict[str, object] = {"v": _VERSION, "kdf": _kdf(stretching)}
    fields |= {"nonce": strict_json.to_base64(nonce), "sealed": strict_json.to_base64(sealed)}
    return strict_json.compact(fields).encode("ascii")


def parse(content: bytes) -> SealedRing:
    """Return the file's parts; raises Corrupt, before anything is derived from its parameters."""
    fields = strict_json.parse(content, _WHAT)
    strict_json.check_version(fields, _VERSION, _WHAT)
    strict_json.check_fields(fields, _FIELDS, _WHAT)
    sizes = range(cipher.NONCE_BYTES, cipher.NONCE_BYTES + 1)
    return SealedRing(
        _stretching(fields["kdf"]),
        strict_json.base64_field(fields, "nonce", sizes, _WHAT),
        strict_json.base64_field(fields, "sealed", range(cipher.TAG_BYTES, 1 << 16), _WHAT),
    )


def unseal(ring: SealedRing, service: str, key: bytes) -> KeyRing | None:
    """Return the ring, or None when the key is not the one that sealed it for this service."""
    plain = cipher.unseal(key, ring.nonce, ring.sealed, _bound(ring.stretching, service))
    return None if plain is None else key_ring.decode(plain)


def _stretching(kdf: object) -> Stretching:
    if not isinstance(kdf, dict):
        raise Corrupt(f"{_WHAT} is damaged: it names no key derivation")
    if strict_json.text(kdf, "name", _WHAT) != _NAME:
        raise NewerVersion(f"{_WHAT} was written by a newer version: its kdf is new")
    strict_json.check_fields(kdf, _KDF_FIELDS, _WHAT)
    lanes = strict_json.number(kdf, "p", range(1, 17), _WHAT)
    memory = strict_json.number(kdf, "m", range(8 * lanes, (1 << 20) + 1), _WHAT)
    passes = strict_json.number(kdf, "t", range(1, 11), _WHAT)
    if memory * passes > _KIB_AND_PASSES:
        raise Corrupt(f"{_WHAT} has m and t out of bounds: together they would take too long")
    salt = strict_json.base64_field(kdf, "salt", range(16, 65), _WHAT)
    return Stretching(salt, memory, passes, lanes)


def _kdf(stretching: Stretching) -> dict[str, object]:
    s = stretching
    sizes = {"m": s.memory, "t": s.passes, "p": s.lanes}
    return {"name": _NAME, **sizes, "salt": strict_json.to_base64(s.salt)}


def _bound(stretching: Stretching, service: str) -> bytes:
    fields = {"v": _VERSION, "kdf": _kdf(stretching), "purpose": "store-keys", "service": service}
    return strict_json.canonical(fields)
