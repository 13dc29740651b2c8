"""The mode of a test, the requirements that it proves, and the file that says how it ended."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.requirements.rows import MODES, read_rows

_KEY = "requirements"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the choice of modes, and where the results go."""
    group = parser.getgroup("requirements")
    group.addoption(
        "--secure-store-mode",
        choices=[*MODES, "both"],
        default="both",
        help="the modes of the token store to test in",
    )
    group.addoption(
        "--requirements-report",
        type=Path,
        help="a file for `python -m tests.requirements`: which test proves what, and how it ended",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run whatever depends on the mode once in each of the modes that are asked for."""
    if "mode" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--secure-store-mode")
        metafunc.parametrize("mode", list(MODES) if chosen == "both" else [chosen])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Note the requirements of each test; refuse a mark that names no row."""
    rows = read_rows()
    for item in items:
        marks = [each for mark in item.iter_markers("requirement") for each in mark.args or [None]]
        wrong = [mark for mark in marks if mark not in rows]
        if wrong:
            raise pytest.UsageError(f"{item.nodeid}: {wrong} are no rows of requirements.toml")
        if marks:
            callspec = getattr(item, "callspec", None)
            mode = None if callspec is None else callspec.params.get("mode")
            item.user_properties.append((_KEY, {"ids": sorted({*map(str, marks)}), "mode": mode}))


class _Results:
    """Collects, in the process that the workers report to, how each marked test ended."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._results: dict[str, dict[str, object]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take a test's worst phase."""
        for name, proof in report.user_properties:
            if name == _KEY and isinstance(proof, dict):
                known = self._results.setdefault(report.nodeid, {**proof, "outcome": "passed"})
                if not report.passed:
                    known["outcome"] = report.outcome

    def pytest_sessionfinish(self) -> None:
        """Write what was collected."""
        self._path.write_text(json.dumps(self._results, indent=1, sort_keys=True), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    """Collect results in the main process if a file for them is given."""
    path = config.getoption("--requirements-report", default=None)
    if path is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Results(path), "requirements-results")
