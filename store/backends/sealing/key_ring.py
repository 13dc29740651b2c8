"""The keys of a service: one that seals, and those that may still have to open something."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from store.backends.sealing import strict_json
from store.backends.sealing.cipher import KEY_BYTES
from store.errors import Corrupt, TooLarge

MOST_KEYS = 16
_VERSION = 1
_FIELDS = frozenset({"v", "active", "keys"})
_LABEL = b"store/v1/kid\0"
_WHAT = "the key ring"


@dataclass(frozen=True, slots=True, repr=False)
class KeyRing:
    """Keys of 32 bytes by their ids, oldest first; ``active`` is the id of the one that seals."""

    keys: Mapping[str, bytes]
    active: str

    def added(self, key: bytes) -> KeyRing:
        """Return the ring with one more key, which seals from now on; raises TooLarge."""
        if len(self.keys) >= MOST_KEYS:
            raise TooLarge(
                f"{MOST_KEYS} keys are kept already, for entries that do not open",
                "Delete the entries that do not open, then try again.",
            )
        return KeyRing({**self.keys, kid_of(key): key}, kid_of(key))

    def without(self, kids: Collection[str]) -> KeyRing:
        """Return the ring without these keys; the active one stays."""
        kept = {k: v for k, v in self.keys.items() if k == self.active or k not in kids}
        return KeyRing(kept, self.active)

    def __repr__(self) -> str:
        return f"KeyRing(active={self.active!r}, keys={len(self.keys)})"


def mint(random: Callable[[int], bytes] = os.urandom) -> bytes:
    """Return a new key."""
    return random(KEY_BYTES)


def ring_of(key: bytes) -> KeyRing:
    """Return the ring of one key."""
    return KeyRing({kid_of(key): key}, kid_of(key))


def kid_of(key: bytes) -> str:
    """Return the key's id, 16 hexadecimal digits that say nothing of it but whether it is equal."""
    return hashlib.sha256(_LABEL + key).hexdigest()[:16]


def encode(ring: KeyRing) -> str:
    """Return the ring's text, at most 1,200 characters: what every keyring can hold."""
    keys = {kid: strict_json.to_base64(key) for kid, key in ring.keys.items()}
    return strict_json.compact({"v": _VERSION, "active": ring.active, "keys": keys})


def decode(content: bytes | str) -> KeyRing:
    """Return the ring of its text; raises Corrupt, and NewerVersion for a newer version's."""
    fields = strict_json.parse(content, _WHAT)
    strict_json.check_version(fields, _VERSION, _WHAT)
    strict_json.check_fields(fields, _FIELDS, _WHAT)
    written, active = fields["keys"], strict_json.text(fields, "active", _WHAT)
    if not isinstance(written, dict) or len(written) > MOST_KEYS or active not in written:
        raise Corrupt(f"{_WHAT} is damaged: its keys are not there")
    sizes = range(KEY_BYTES, KEY_BYTES + 1)
    keys = {kid: strict_json.base64_field(written, kid, sizes, _WHAT) for kid in written}
    if any(kid_of(key) != kid for kid, key in keys.items()):
        raise Corrupt(f"{_WHAT} is damaged: a key has another id")
    return KeyRing(keys, active)
