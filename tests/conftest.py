"""Rules for all tests: a skipped test fails in CI, and a requirement is named by its id."""

from __future__ import annotations

import os
import re
from collections.abc import Generator

import pytest

_REQUIREMENT = re.compile(r"[A-Z]\d+(\.\d+)*")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a ``requirement`` mark that names no requirement."""
    for item in items:
        for mark in item.iter_markers("requirement"):
            if not mark.args or not all(_is_requirement(each) for each in mark.args):
                raise pytest.UsageError(f"{item.nodeid}: requirement{mark.args} is no requirement")


def _is_requirement(value: object) -> bool:
    return isinstance(value, str) and _REQUIREMENT.fullmatch(value) is not None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped test into a failed one where ``CI`` is ``true``: a missing part is a fault."""
    report = yield
    if os.environ.get("CI") == "true" and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI, where every part must be there: {report.longrepr}"
    return report
