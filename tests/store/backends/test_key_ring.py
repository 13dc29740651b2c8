from __future__ import annotations

import json
import random
from base64 import b64encode
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.backends.sealing import key_ring
from store.backends.sealing.key_ring import (
    MOST_KEYS,
    KeyRing,
    decode,
    encode,
    kid_of,
    mint,
    ring_of,
)
from store.errors import Corrupt, NewerVersion, StoreError, TooLarge

KEYS = [bytes([number]) * 32 for number in range(MOST_KEYS)]
RING = ring_of(KEYS[0]).added(KEYS[1])


def full() -> KeyRing:
    ring = ring_of(KEYS[0])
    for key in KEYS[1:]:
        ring = ring.added(key)
    return ring


def changed(**fields: Any) -> str:
    return json.dumps({**json.loads(encode(RING)), **fields})


@settings(deadline=None)
@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=MOST_KEYS, unique=True))
def test_every_ring_comes_back(keys: list[bytes]) -> None:
    ring = ring_of(keys[0])
    for key in keys[1:]:
        ring = ring.added(key)
    read = decode(encode(ring))
    assert read == ring
    assert list(read.keys.values()) == keys
    assert read.keys[read.active] == keys[-1]


def test_it_fits_the_smallest_keyring() -> None:
    assert len(encode(full())) <= 1200


def test_one_key_too_many_is_refused() -> None:
    with pytest.raises(TooLarge):
        full().added(bytes(32))


def test_the_active_key_stays() -> None:
    assert RING.without(RING.keys.keys()) == ring_of(KEYS[1])
    assert RING.without({kid_of(KEYS[0])}) == ring_of(KEYS[1])
    assert RING.without({"unknown"}) == RING


def test_no_key_shows() -> None:
    shown = f"{RING!r} {RING} {[RING]}"
    assert "KeyRing(active=" in shown
    for key in KEYS[:2]:
        assert b64encode(key).decode() not in shown
        assert repr(key) not in shown


def test_minted_keys_differ() -> None:
    assert len({mint() for _ in range(100)}) == 100
    assert {len(mint()) for _ in range(10)} == {32}


def test_an_id_says_nothing_of_its_key() -> None:
    assert len({kid_of(key) for key in KEYS}) == MOST_KEYS
    assert all(len(kid_of(key)) == 16 and kid_of(key) not in key.hex() for key in KEYS)


def test_every_truncation_is_corrupt() -> None:
    text = encode(RING)
    for length in range(len(text)):
        with pytest.raises(Corrupt):
            decode(text[:length])


def test_bit_flips_are_corrupt_and_show_no_key() -> None:
    content, dice = encode(RING).encode(), random.Random(6)
    for bit in [*range(len(content) * 8), *(dice.randrange(len(content) * 8) for _ in range(500))]:
        flipped = bytearray(content)
        flipped[bit // 8] ^= 1 << bit % 8
        try:
            ring = decode(bytes(flipped))
        except StoreError as error:
            assert error.code == "CORRUPT"
            assert b64encode(KEYS[1]).decode()[:8] not in f"{error} {error.remedy}"
            assert not isinstance(error.__context__, ValueError)
        else:
            # Only the name of the active key can turn into the name of another key of the ring.
            assert ring.keys == RING.keys


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        changed(v="1"),
        changed(v=0),
        changed(active="0123456789abcdef"),
        changed(active=None),
        changed(keys={}),
        changed(keys=[]),
        changed(keys={RING.active: b64encode(bytes(31)).decode()}),
        changed(keys={RING.active: b64encode(KEYS[5]).decode()}),
        changed(keys={**json.loads(encode(RING))["keys"], "x": 1}),
        changed(keys={str(number): "" for number in range(100_000)}),
        changed(more=1),
        encode(RING)[:-1] + ',"v":1}',
    ],
    ids=range(15),
)
def test_what_is_no_ring_is_corrupt(content: str) -> None:
    with pytest.raises(Corrupt):
        decode(content)


def test_what_is_newer_says_so() -> None:
    with pytest.raises(NewerVersion):
        decode(changed(v=2))


def test_the_format_of_version_1_stays() -> None:
    key = b64encode(bytes(range(32))).decode()
    known = f'{{"v":1,"active":"998b9369c21282d6","keys":{{"998b9369c21282d6":"{key}"}}}}'
    assert key_ring.encode(ring_of(bytes(range(32)))) == known
