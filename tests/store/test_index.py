from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import Corrupt, Denied, NewerVersion
from store.index import Index, IndexEntry, IndexFile, decode, encode

NAME = st.from_regex(r"[A-Za-z0-9_@-]{1,8}", fullmatch=True)
ACCOUNT = st.builds("{}:{}".format, NAME, NAME)
NUMBER = st.integers(min_value=0, max_value=2**53)
STATE = st.sampled_from(["stored", "pending", "removed"])
PLACE = st.sampled_from(["", "keyring", "file"])
COPIES = st.lists(PLACE, unique=True).map(tuple)
ENTRY = st.builds(IndexEntry, NUMBER, PLACE, NUMBER, STATE, COPIES)
INDEX = st.builds(
    Index,
    st.dictionaries(ACCOUNT, ENTRY),
    NUMBER,
    st.sampled_from([None, "keyring", "file"]),
    st.booleans(),
)


@given(INDEX)
def test_an_index_survives_its_bytes(index: Index) -> None:
    assert decode(encode(index)) == index
    assert encode(decode(encode(index))) == encode(index)


@given(INDEX, ACCOUNT, ENTRY)
def test_a_generation_is_never_given_again(index: Index, account: str, entry: IndexEntry) -> None:
    grown = index.with_entry(account, entry)
    assert grown.last >= max(index.last, entry.generation)
    assert grown.without(account).last == grown.last
    assert account not in grown.without(account).entries
    assert index.used(index.last + 2).last == index.last + 2


@given(INDEX, st.integers(min_value=0, max_value=2**60))
def test_the_next_generation_is_above_all(index: Index, now: int) -> None:
    assert index.next_generation(now) > index.last


def test_every_cut_is_corrupt() -> None:
    whole = encode(Index({"a:b": IndexEntry(1, "file", 2)}, 1, "file"))
    for length in range(len(whole) - 1):
        with pytest.raises(Corrupt):
            decode(whole[:length])


@pytest.mark.parametrize(
    "change",
    [
        {"v": 0},
        {"v": "1"},
        {"pin": 1},
        {"last": -1},
        {"last": True},
        {"last": 10**40},
        {"entries": []},
        {"entries": {"../x:b": {"gen": 1, "place": "file", "at": 1, "state": "stored"}}},
        {"entries": {"a:b": {"gen": 1, "place": "file", "at": 1, "state": "odd"}}},
        {"entries": {"a:b": {"gen": 1.5, "place": "file", "at": 1, "state": "stored"}}},
        {"entries": {"a:b": None}},
    ],
)
def test_what_is_no_index_is_corrupt(change: dict[str, object]) -> None:
    fields = json.loads(encode(Index())) | change
    with pytest.raises(Corrupt):
        decode(json.dumps(fields).encode())


def test_a_newer_index_is_told_apart() -> None:
    with pytest.raises(NewerVersion):
        decode(b'{"v": 2}')


def test_a_reader_sees_each_new_index(tmp_path: Path) -> None:
    reader, writer = IndexFile(tmp_path / "index.json"), IndexFile(tmp_path / "index.json")
    assert reader.read() is None
    for last in range(50):
        writer.write(Index(last=last))
        assert reader.read() == Index(last=last)
    os.utime(reader.path, (1, 1))
    assert reader.read() == Index(last=49)
    assert reader.read() is reader.read()
    writer.path.unlink()
    assert reader.read() is None


def test_an_index_that_others_can_write_is_refused(tmp_path: Path) -> None:
    file = IndexFile(tmp_path / "index.json")
    file.write(Index())
    file.path.chmod(0o666)
    with pytest.raises(Denied) as caught:
        file.read()
    assert "chmod 600" in caught.value.remedy


def test_a_damaged_index_is_kept_aside(tmp_path: Path) -> None:
    file = IndexFile(tmp_path / "index.json")
    file.write(Index())
    before = file.path.read_bytes()
    kept = file.set_aside()
    assert kept.read_bytes() == before
    assert file.read() is None
