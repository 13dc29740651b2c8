from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import records
from store.errors import Corrupt, NewerVersion
from store.records import Record

WHOLE = st.integers(min_value=0, max_value=2**53)
FIELDS = {"v": 1, "gen": 1, "at": 2, "value": "s3cret"}


@given(WHOLE, WHOLE, st.text())
def test_a_record_survives_its_text(generation: int, at: int, value: str) -> None:
    record = Record(generation, at, value)
    assert records.decode(records.encode(record)) == record


@pytest.mark.parametrize(
    "text",
    [
        "",
        "s3cret",
        "[]",
        "[" * 100_000,
        *(json.dumps({k: v for k, v in FIELDS.items() if k != name}) for name in FIELDS),
        json.dumps(FIELDS | {"gen": True}),
        json.dumps(FIELDS | {"gen": -1}),
        json.dumps(FIELDS | {"gen": 10**30}),
        json.dumps(FIELDS | {"value": 1}),
        json.dumps(FIELDS | {"v": 0}),
    ],
)
def test_anything_else_is_corrupt_and_shown_nowhere(text: str) -> None:
    with pytest.raises(Corrupt) as caught:
        records.decode(text)
    assert "s3cret" not in f"{caught.value} {caught.value.remedy} {caught.value.__context__}"


def test_a_newer_record_is_told_apart() -> None:
    with pytest.raises(NewerVersion, match="newer"):
        records.decode(json.dumps({"v": 2, "sealed": "s3cret"}))


def test_a_record_shows_no_value() -> None:
    assert "s3cret" not in repr(Record(1, 2, "s3cret"))
