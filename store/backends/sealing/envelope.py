"""One sealed entry as bytes: who may open it, and that it is what was written under this name.

::

    {"v":1,"alg":"A256GCM","kid":…,"kdf":"hkdf-sha256","salt":…,"nonce":…,"ct":…}

    key        HKDF-SHA256(master key, salt, "store/v1/entry"); every write has a new salt and nonce
    plaintext  {"account":…,"value":…}
    bound      v, alg, kid, kdf, salt, the purpose, the service and the entry's id, a hash of both
               names: a copy under another account, or in another service, does not open

The account is inside, not outside, so that files give no name away and can be named with the key.
An older envelope of the same account, put back, does open: generations are for somebody else.
"""

from __future__ import annotations

import hashlib
import os
from base64 import b32encode
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from store.backends.sealing import cipher, strict_json
from store.errors import Corrupt, NewerVersion

_VERSION = 1
_ALG = "A256GCM"
_KDF = "hkdf-sha256"
_PURPOSE = "store-entry"
_INFO = b"store/v1/entry"
_SALT_BYTES = 16
_FIELDS = frozenset({"v", "alg", "kid", "kdf", "salt", "nonce", "ct"})
_SEALED_BYTES = range(cipher.TAG_BYTES, 1 << 20)
_WHAT = "an entry"


@dataclass(frozen=True, slots=True)
class Entry:
    """An account's key and its value, as they are sealed together."""

    account: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Envelope:
    """The parts of a well-formed envelope; ``kid`` names the key that opens it."""

    kid: str
    salt: bytes
    nonce: bytes
    sealed: bytes = field(repr=False)


@lru_cache(maxsize=1024)
def entry_id(service: str, account: str) -> str:
    """Return the file name's stem: 26 characters of the hash of both, in lower case."""
    digest = hashlib.sha256(_utf8(f"{service}\0{account}")).digest()
    return b32encode(digest)[:26].decode("ascii").lower()


def seal(
    entry: Entry, service: str, kid: str, key: bytes, random: Callable[[int], bytes] = os.urandom
) -> bytes:
    """Return the entry's envelope under the master key of that id."""
    salt, nonce = random(_SALT_BYTES), random(cipher.NONCE_BYTES)
    plain = strict_json.compact({"account": entry.account, "value": entry.value})
    bound = _bound(kid, salt, service, entry_id(service, entry.account))
    sealed = cipher.seal(cipher.subkey(key, salt, _INFO), nonce, _utf8(plain), bound)
    fields = {
        "v": _VERSION,
        "alg": _ALG,
        "kid": kid,
        "kdf": _KDF,
        "salt": strict_json.to_base64(salt),
        "nonce": strict_json.to_base64(nonce),
        "ct": strict_json.to_base64(sealed),
    }
    return strict_json.compact(fields).encode("ascii")


def parse(content: bytes) -> Envelope:
    """Return the envelope's parts; raises Corrupt, and NewerVersion for a newer version's."""
    fields = strict_json.parse(content, _WHAT)
    strict_json.check_version(fields, _VERSION, _WHAT)
    for name, known in (("alg", _ALG), ("kdf", _KDF)):
        if strict_json.text(fields, name, _WHAT) != known:
            raise NewerVersion(f"{_WHAT} was written by a newer version: its {name} is new")
    strict_json.check_fields(fields, _FIELDS, _WHAT)
    return Envelope(
        strict_json.text(fields, "kid", _WHAT),
        _octets(fields, "salt", _SALT_BYTES),
        _octets(fields, "nonce", cipher.NONCE_BYTES),
        strict_json.base64_field(fields, "ct", _SEALED_BYTES, _WHAT),
    )


def unseal(envelope: Envelope, key: bytes, service: str, identity: str) -> Entry:
    """Return the entry that lies under this id in this service; raises Corrupt for any other."""
    bound = _bound(envelope.kid, envelope.salt, service, identity)
    subkey = cipher.subkey(key, envelope.salt, _INFO)
    plain = cipher.unseal(subkey, envelope.nonce, envelope.sealed, bound)
    if plain is None:
        raise Corrupt("an entry is damaged, or is another entry's: its seal does not fit")
    fields = strict_json.parse(plain.decode("utf-8", "surrogatepass"), _WHAT)
    account, value = (strict_json.text(fields, name, _WHAT) for name in ("account", "value"))
    if entry_id(service, account) != identity:
        raise Corrupt("an entry is sealed under another name")
    return Entry(account, value)


def _bound(kid: str, salt: bytes, service: str, identity: str) -> bytes:
    fields = {"v": _VERSION, "alg": _ALG, "kid": kid, "kdf": _KDF}
    fields |= {"salt": strict_json.to_base64(salt), "purpose": _PURPOSE}
    return strict_json.canonical(fields | {"service": service, "entry": identity})


def _octets(fields: dict[str, object], name: str, size: int) -> bytes:
    return strict_json.base64_field(fields, name, range(size, size + 1), _WHAT)


def _utf8(written: str) -> bytes:
    return written.encode("utf-8", "surrogatepass")
