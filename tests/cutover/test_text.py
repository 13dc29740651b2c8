"""Edits, positions and differences of bytes."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutover.errors import PlanError, StalePlanError
from cutover.model import Edit, FileChange
from cutover.text import apply_edits, line_column, sha256, unified_diff


def change(
    *edits: Edit,
    encoding: Literal["utf-8", "latin-1"] = "utf-8",
    action: Literal["modify", "create", "delete"] = "modify",
) -> FileChange:
    return FileChange("a.py", action, encoding, "", "", edits)


def test_edits_replace_insert_and_delete() -> None:
    edits = (Edit(0, 0, "", "# é\n"), Edit(0, 3, "Old", "New"), Edit(3, 5, "()", ""))
    assert apply_edits(b"Old()\r\n", change(*edits)) == "# é\nNew\r\n".encode()


def test_bytes_outside_edits_stay() -> None:
    data = b"\xef\xbb\xbfx = Old\r\ny = 1\rz"
    assert apply_edits(data, change(Edit(7, 10, "Old", "New"))) == data.replace(b"Old", b"New")


def test_latin_1() -> None:
    data = b"# caf\xe9\nOld"
    edit = Edit(5, 10, "\xe9\nOld", "\xe8\nNew")
    assert apply_edits(data, change(edit, encoding="latin-1")) == b"# caf\xe8\nNew"


def test_create_and_delete() -> None:
    assert apply_edits(b"", change(Edit(0, 0, "", "x\n"), action="create")) == b"x\n"
    assert apply_edits(b"x\n", change(action="delete")) == b""


@pytest.mark.parametrize(
    "edit", [Edit(0, 3, "Odd", "New"), Edit(4, 9, "Other", ""), Edit(9, 9, "", "x")]
)
def test_another_text_is_stale(edit: Edit) -> None:
    with pytest.raises(StalePlanError) as caught:
        apply_edits(b"Old\nX", change(edit))
    assert caught.value.moved == ("a.py",)


@pytest.mark.parametrize(
    "edits",
    [
        (Edit(2, 3, "d", ""), Edit(0, 1, "O", "")),
        (Edit(0, 2, "Ol", ""), Edit(1, 3, "ld", "")),
        (Edit(2, 1, "", ""),),
    ],
)
def test_disorder_is_an_error(edits: tuple[Edit, ...]) -> None:
    with pytest.raises(PlanError):
        apply_edits(b"Old", change(*edits))


def test_text_outside_the_encoding_is_an_error() -> None:
    with pytest.raises(PlanError, match="latin-1"):
        apply_edits(b"Old", change(Edit(0, 3, "Old", "\u20ac"), encoding="latin-1"))


@given(
    st.binary(max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.binary(max_size=4)), max_size=5),
)
def test_disjoint_edits_commute(data: bytes, cuts: list[tuple[int, bytes]]) -> None:
    text = data.decode("latin-1")
    starts = sorted({at for at, _ in cuts if at < len(data)})
    ends = [*starts[1:], len(data)]
    edits = [
        Edit(a, (a + b + 1) // 2, text[a : (a + b + 1) // 2], new.decode("latin-1"))
        for a, b, (_, new) in zip(starts, ends, cuts, strict=False)
    ]
    at_once = apply_edits(data, change(*edits, encoding="latin-1"))
    one_by_one = data
    for edit in reversed(edits):
        one_by_one = apply_edits(one_by_one, change(edit, encoding="latin-1"))
    assert at_once == one_by_one


def test_line_and_column() -> None:
    data = "\ufeffa é\r\nb = Old".encode()
    assert line_column(data, 3) == (1, 1)
    assert line_column(data, data.index(b"\r")) == (1, 4)
    assert line_column(data, data.index(b"Old")) == (2, 5)
    assert line_column(b"\xe9\xe9x", 2) == (1, 3)
    assert line_column(b"", 0) == (1, 1)


DIFFS: list[tuple[str, bytes | None, bytes | None]] = [
    ("a.py", b"one\ntwo\nthree\n", b"one\n2\nthree\n"),
    ("a.py", b"one\ntwo", b"one\n2"),
    ("a.py", b"one\ntwo", b"one\ntwo\n"),
    ("a.py", b"one\ntwo\n", b"one\ntwo"),
    ("a.py", b"one\r\ntwo\r\n", b"one\r\n2\r\n"),
    ("a.py", b"one\rtwo\x0cthree\n", b"one\rtwo\x0c3\n"),
    ("a.py", b"caf\xe9\nOld\n", b"caf\xe9\nNew\n"),
    ("a.py", "café\u2028\x85Old\n".encode(), "café\u2028\x85New\n".encode()),
    ("d/new.py", None, b"x\ny\n"),
    ("d/new.py", None, b"x"),
    ("d/empty.py", None, b""),
    ("gone.py", b"x\ny", None),
    ("gone.py", b"", None),
    ("emptied.py", b"x\n", b""),
    ("filled.py", b"", b"x\n"),
    ("with space.py", b"x\n", b"y\n"),
    ("with space.py", None, b"y\n"),
    ('q"uo\\te\té.py', b"x\n", b"y\n"),
    ("é.py", b"\n" * 300 + b"Old\n" * 2, b"\n" * 300 + b"New\n" * 2),
]


@pytest.mark.parametrize(("path", "before", "after"), DIFFS)
def test_git_takes_the_difference(
    path: str, before: bytes | None, after: bytes | None, tmp_path: Path
) -> None:
    file = tmp_path / path
    file.parent.mkdir(exist_ok=True)
    if before is not None:
        file.write_bytes(before)
    patch = unified_diff(path, before, after).encode("utf-8", "surrogateescape")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    for options in (["--check"], ["--whitespace=nowarn"]):
        subprocess.run(["git", "apply", *options], cwd=tmp_path, input=patch, check=True)
    assert (file.read_bytes() if file.exists() else None) == after


def test_no_difference_is_nothing() -> None:
    assert unified_diff("a.py", b"x", b"x") == ""


def test_sha256() -> None:
    assert sha256(b"").startswith("e3b0c442")
