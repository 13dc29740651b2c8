from __future__ import annotations

import json
import random
import time
from base64 import b64encode
from typing import Any

import pytest

from store.backends.sealing import sealed_ring
from store.backends.sealing.key_ring import ring_of
from store.backends.sealing.sealed_ring import Stretching
from store.errors import Corrupt, NewerVersion, StoreError

SERVICE = "svc"
RING = ring_of(bytes(range(32)))
QUICK = Stretching(b"s" * 16, memory=8, passes=1, lanes=1)
KEY = sealed_ring.stretch(b"s3cret passphrase", QUICK)
SEALED = sealed_ring.seal(RING, SERVICE, KEY, QUICK)


def changed(**kdf: Any) -> bytes:
    fields = json.loads(SEALED)
    return json.dumps({**fields, "kdf": {**fields["kdf"], **kdf}}).encode()


def opened(content: bytes, service: str = SERVICE) -> object:
    try:
        return sealed_ring.unseal(sealed_ring.parse(content), service, KEY)
    except StoreError as error:
        assert "s3cret" not in f"{error} {error.remedy}"
        return error.code


def test_it_comes_back() -> None:
    assert opened(SEALED) == RING


def test_new_files_are_slow_and_salted() -> None:
    first, second = sealed_ring.new_stretching(), sealed_ring.new_stretching()
    assert (first.memory, first.passes, first.lanes) == (65_536, 3, 4)
    assert len(first.salt) == 16
    assert first.salt != second.salt
    assert sealed_ring.parse(sealed_ring.seal(RING, SERVICE, KEY, first)).stretching == first


def test_a_key_is_argon2ids() -> None:
    # From the tests of the reference implementation, phc-winner-argon2.
    known = "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"
    stretching = Stretching(b"somesalt", memory=65_536, passes=2, lanes=1)
    assert sealed_ring.stretch(b"password", stretching).hex() == known


def test_another_salt_or_cost_gives_another_key() -> None:
    for other in (Stretching(b"t" * 16, 8, 1, 1), Stretching(b"s" * 16, 16, 1, 1)):
        assert sealed_ring.stretch(b"s3cret passphrase", other) != KEY


def test_it_is_bound_to_its_service() -> None:
    assert opened(SEALED, "other") is None


def test_every_truncation_is_corrupt() -> None:
    assert {opened(SEALED[:length]) for length in range(len(SEALED))} == {"CORRUPT"}


def test_bit_flips_open_nothing() -> None:
    dice, seen = random.Random(7), set()
    for bit in [*range(len(SEALED) * 8), *(dice.randrange(len(SEALED) * 8) for _ in range(500))]:
        content = bytearray(SEALED)
        content[bit // 8] ^= 1 << bit % 8
        seen.add(opened(bytes(content)))
    assert seen == {"CORRUPT", None}


@pytest.mark.parametrize(
    "kdf",
    [
        {"m": 1 << 20 | 1},
        {"m": 1 << 40},
        {"m": 4 << 20},
        {"m": 7},
        {"m": 0},
        {"m": -8},
        {"m": True},
        {"m": "8"},
        {"m": 8.0},
        {"m": 15, "p": 2},
        {"t": 0},
        {"t": 11},
        {"t": 1 << 31},
        {"m": 1 << 20, "t": 3},
        {"p": 0},
        {"p": 17},
        {"salt": b64encode(bytes(15)).decode()},
        {"salt": b64encode(bytes(65)).decode()},
        {"salt": None},
        {"more": 1},
    ],
    ids=str,
)
def test_planted_parameters_are_refused_before_anything_is_derived(kdf: dict[str, Any]) -> None:
    started = time.monotonic()
    with pytest.raises(Corrupt):
        sealed_ring.parse(changed(**kdf))
    assert time.monotonic() - started < 1


@pytest.mark.parametrize("content", [changed(name="scrypt"), SEALED.replace(b'"v":1', b'"v":2')])
def test_what_is_newer_says_so(content: bytes) -> None:
    with pytest.raises(NewerVersion):
        sealed_ring.parse(content)


def test_the_largest_parameters_that_are_allowed_stay_below_a_few_seconds() -> None:
    sealed_ring.parse(changed(m=1 << 20, t=2, p=4))
    sealed_ring.parse(changed(m=8 * 16, t=10, p=16))
