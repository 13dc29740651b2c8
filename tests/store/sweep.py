"""Whatever a test of the store shows to anybody is searched for the secrets that tests use.

Searched are standard output and error, those of child processes too, log records of every level,
and the messages of the store's errors. A test that shows a secret fails.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterator
from typing import Any

import pytest

from store.errors import StoreError

SECRET = "s3cret"
HEARD = pytest.StashKey[list[tuple[str, str]]]()
_TOLD = pytest.StashKey[bool]()
_QUIET = ("debug", "info")


@pytest.fixture(autouse=True)
def heard(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[tuple[str, str]]]:
    """Take note of what pytest does not capture: errors, and records below the level of warnings."""
    texts = request.node.stash[HEARD] = list[tuple[str, str]]()
    made = StoreError.__init__

    def note_error(self: StoreError, message: str, remedy: str | None = None) -> None:
        made(self, message, remedy)
        texts.append(("an error", f"{self!r} {self.remedy}"))

    monkeypatch.setattr(StoreError, "__init__", note_error)
    for level in _QUIET:
        monkeypatch.setattr(logging.Logger, level, _noting(level, texts))
    yield texts


def _noting(level: str, texts: list[tuple[str, str]]) -> Callable[..., None]:
    original = getattr(logging.Logger, level)

    def note(self: logging.Logger, message: object, *arguments: Any, **options: Any) -> None:
        text = str(message) % arguments if arguments else str(message)
        texts.append((f"the log ({level})", f"{text} {options.get('extra', '')}"))
        original(self, message, *arguments, **options | {"stacklevel": 2})

    return note


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that passed and showed a secret."""
    report = yield
    shown = [*report.sections, *item.stash.get(HEARD, [])]
    where = sorted({place for place, text in shown if SECRET in text})
    if report.passed and where and not item.stash.get(_TOLD, False):
        item.stash[_TOLD] = True
        report.outcome = "failed"
        report.longrepr = f"a secret was shown: {', '.join(where)}"
    return report
