from __future__ import annotations

import json
import random
from base64 import b64decode, b64encode
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.backends.sealing import envelope, key_ring
from store.backends.sealing.envelope import Entry, entry_id, parse, seal, unseal
from store.errors import Corrupt, NewerVersion, StoreError

KEY = bytes(range(32))
KID = key_ring.kid_of(KEY)
SERVICE, ACCOUNT = "svc", "google:work@example.com"
SECRET = "s3cret-refresh-token"
SEALED = seal(Entry(ACCOUNT, SECRET), SERVICE, KID, KEY)


def opened(content: bytes, service: str = SERVICE, account: str = ACCOUNT) -> Entry | str:
    """The entry, or the code of the typed error; anything else that is raised is a bug."""
    try:
        found = parse(content)
        return (
            "KEY_MISSING"
            if found.kid != KID
            else unseal(found, KEY, service, entry_id(service, account))
        )
    except StoreError as error:
        assert SECRET not in f"{error!r} {error.remedy}"
        assert not isinstance(error.__context__, ValueError), "json's error holds the content"
        return error.code


def changed(**fields: Any) -> bytes:
    return json.dumps({**json.loads(SEALED), **fields}).encode()


@pytest.mark.requirement("R3.3")
@settings(max_examples=150, deadline=None)
@given(value=st.text(st.characters()), account=st.text(st.characters(), max_size=200))
def test_every_text_comes_back(value: str, account: str) -> None:
    content = seal(Entry(account, value), SERVICE, KID, KEY)
    assert opened(content, account=account) == Entry(account, value)


@pytest.mark.parametrize("value", ["", "\0", "\ud800\udfff", "😀" * 25_000, "x" * 100_000])
def test_no_text_is_too_odd(value: str) -> None:
    assert opened(seal(Entry(ACCOUNT, value), SERVICE, KID, KEY)) == Entry(ACCOUNT, value)


def test_the_format() -> None:
    fields = json.loads(SEALED)
    assert list(fields) == ["v", "alg", "kid", "kdf", "salt", "nonce", "ct"]
    assert (fields["v"], fields["alg"], fields["kdf"]) == (1, "A256GCM", "hkdf-sha256")
    assert [len(b64decode(fields[name])) for name in ("salt", "nonce")] == [16, 12]
    assert b" " not in SEALED


def test_the_format_of_version_1_stays() -> None:
    # Computed apart from this code, from RFC 5869 and AES-256-GCM alone.
    known = (
        b'{"v":1,"alg":"A256GCM","kid":"998b9369c21282d6","kdf":"hkdf-sha256",'
        b'"salt":"AAAAAAAAAAAAAAAAAAAAAA==","nonce":"AAAAAAAAAAAAAAAA",'
        b'"ct":"+/GeiZtfXHi8/+/XRi1ghzY9X7rO7Oa3DEoKA5oyLjH6GDOsrRZSYmSjduh/"}'
    )
    assert seal(Entry("a:b", "v"), "s", KID, KEY, random=bytes) == known
    assert opened(known, "s", "a:b") == Entry("a:b", "v")


def test_no_name_and_no_value_is_in_clear() -> None:
    assert SECRET.encode() not in SEALED
    for part in ("google", "work", "example", SERVICE):
        assert part.encode() not in SEALED
        assert part not in entry_id(SERVICE, ACCOUNT)


def test_nothing_is_used_twice() -> None:
    parts = [json.loads(seal(Entry(ACCOUNT, "x"), SERVICE, KID, KEY)) for _ in range(200)]
    for name in ("salt", "nonce", "ct"):
        assert len({each[name] for each in parts}) == 200


def test_ids_do_not_meet() -> None:
    names = [("a", "b:c"), ("a", "B:c"), ("A", "b:c"), ("ab", ":c"), ("a-b", "c:d"), ("a", "b-c:d")]
    ids = {entry_id(service, account) for service, account in names}
    assert len(ids) == len(names)
    assert all(each.isalnum() and each.islower() and len(each) == 26 for each in ids)


def test_a_copy_under_another_name_does_not_open() -> None:
    assert opened(SEALED, account="google:home") == "CORRUPT"
    assert opened(SEALED, service="other") == "CORRUPT"


def test_another_key_does_not_open() -> None:
    with pytest.raises(Corrupt):
        unseal(parse(SEALED), bytes(32), SERVICE, entry_id(SERVICE, ACCOUNT))


def test_every_truncation_is_corrupt() -> None:
    assert {opened(SEALED[:length]) for length in range(len(SEALED))} == {"CORRUPT"}
    assert {opened(SEALED[length:]) for length in range(1, len(SEALED))} == {"CORRUPT"}


def test_ten_thousand_bit_flips() -> None:
    dice = random.Random(4)
    bits = len(SEALED) * 8
    chosen = [*range(bits), *(dice.randrange(bits) for _ in range(10_000 - bits))]
    seen = set()
    for bit in chosen[:10_000]:
        content = bytearray(SEALED)
        content[bit // 8] ^= 1 << bit % 8
        seen.add(opened(bytes(content)))
    assert seen <= {"CORRUPT", "KEY_MISSING"}


def test_several_bit_flips_and_foreign_bytes() -> None:
    dice = random.Random(5)
    for _ in range(2_000):
        content = bytearray(SEALED)
        for _ in range(dice.randrange(2, 8)):
            content[dice.randrange(len(content))] = dice.randrange(256)
        assert opened(bytes(content)) in ("CORRUPT", "KEY_MISSING", Entry(ACCOUNT, SECRET))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_corrupt(content: bytes) -> None:
    assert opened(content) == "CORRUPT"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(name=st.sampled_from(["v", "alg", "kid", "kdf", "salt", "nonce", "ct", "more"]), value=JSON)
def test_any_value_of_a_field_is_corrupt(name: str, value: object) -> None:
    if (name, value) == ("v", 1) and not isinstance(value, bool | float):
        return
    assert opened(changed(**{name: value})) in ("CORRUPT", "KEY_MISSING")


@pytest.mark.parametrize("fields", [{"v": 2}, {"v": 99, "x": 1}, {"alg": "XC20P"}, {"kdf": "none"}])
def test_what_is_newer_says_so(fields: dict[str, Any]) -> None:
    with pytest.raises(NewerVersion, match="written by a newer version") as caught:
        parse(changed(**fields))
    assert "Upgrade" in caught.value.remedy


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"1",
        b'"text"',
        b"{}",
        b"\xef\xbb\xbf" + SEALED,
        SEALED.decode().encode("utf-16"),
        SEALED + b"{}",
        SEALED + b"\0",
        b"[" * 500_000,
        b'{"v":' * 100_000,
        b'{"v":' + b"9" * 900_000 + b"}",
        SEALED[:-1] + b',"v":1}',
        SEALED.replace(b'"v":1', b'"v":1.0'),
        SEALED.replace(b'"v":1', b'"v":true'),
        SEALED.replace(b'"v":1', b'"v":1e0'),
        SEALED.replace(b'"v":1', b'"v":NaN'),
        SEALED.replace(b'"v":1', b'"v":-1'),
        SEALED.replace(b'"v":1', b'"v":0'),
    ],
    ids=range(20),
)
def test_what_is_no_envelope_is_corrupt(content: bytes) -> None:
    with pytest.raises(Corrupt) as caught:
        parse(content)
    assert not isinstance(caught.value, NewerVersion)


def test_one_base64_only() -> None:
    fields = json.loads(SEALED)
    salt = str(fields["salt"])
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    loose = salt[:-3] + last[last.index(salt[-3]) | 1] + "=="
    assert b64decode(loose) == b64decode(salt)
    for variant in (loose, salt + "\n", salt.rstrip("="), " " + salt, salt + "====", "=" + salt):
        if variant != salt:
            assert opened(changed(salt=variant)) == "CORRUPT"


@pytest.mark.parametrize("size", [0, 1, 11, 13, 15, 17, 32])
@pytest.mark.parametrize("name", ["salt", "nonce"])
def test_other_lengths_are_corrupt(name: str, size: int) -> None:
    assert opened(changed(**{name: b64encode(bytes(size)).decode()})) == "CORRUPT"


@pytest.mark.parametrize("size", [0, 1, 15, 16, 17])
def test_a_ciphertext_of_any_length_is_corrupt(size: int) -> None:
    assert opened(changed(ct=b64encode(bytes(size)).decode())) == "CORRUPT"


def test_secrets_do_not_show() -> None:
    entry = Entry(ACCOUNT, SECRET)
    assert SECRET not in f"{entry!r} {entry}"
    assert repr(parse(SEALED).sealed) not in repr(parse(SEALED))


def test_it_is_pure() -> None:
    drawn: list[int] = []

    def source(size: int) -> bytes:
        drawn.append(size)
        return bytes([len(drawn)]) * size

    first = envelope.seal(Entry("a:b", "v"), "s", KID, KEY, random=source)
    assert drawn == [16, 12]
    drawn.clear()
    assert envelope.seal(Entry("a:b", "v"), "s", KID, KEY, random=source) == first
