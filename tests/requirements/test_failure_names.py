"""Each failure of the past has a test that is named after it, and that is marked with its row."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.requirements.rows import read_rows

STORE = Path(__file__).parents[1] / "store"
NAMED = re.compile(r"test_([fw]\d+)_\w+")
FAILURES = sorted(row.id for row in read_rows().values() if row.built and row.id[0] in "FW")


def named(source: str) -> Iterator[tuple[str, str, set[str]]]:
    """The tests that are named after a failure: name, the failure, the rows of the marks."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and (match := NAMED.fullmatch(node.name)):
            yield node.name, match[1].upper(), set(_marks(node))


def _marks(node: ast.FunctionDef) -> Iterator[str]:
    for each in node.decorator_list:
        if isinstance(each, ast.Call) and ast.unparse(each.func) == "pytest.mark.requirement":
            yield from (ast.literal_eval(argument) for argument in each.args)


@cache
def everywhere() -> list[tuple[str, str, set[str]]]:
    paths = sorted(STORE.rglob("test_*.py"))
    return [each for path in paths for each in named(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("failure", FAILURES)
def test_a_failure_has_a_test_of_its_name(failure: str) -> None:
    assert [name for name, after, _ in everywhere() if after == failure]


def test_a_test_named_after_a_failure_is_marked_with_it() -> None:
    assert [name for name, after, marks in everywhere() if after not in marks] == []


def test_names_and_marks_are_read_from_the_source() -> None:
    source = """
@pytest.mark.requirement("F1", "R2.3")
@pytest.mark.requirement("W1")
@pytest.mark.parametrize("x", [1])
def test_f1_it_works(x): ...

def test_w12_it_works(): ...

def test_file_names(): ...
"""
    assert list(named(source)) == [
        ("test_f1_it_works", "F1", {"F1", "R2.3", "W1"}),
        ("test_w12_it_works", "W12", set()),
    ]
