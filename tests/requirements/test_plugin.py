"""The plugin that chooses modes and notes which test proved what."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.requirements.tables import parse_results

ROOT = Path(__file__).parents[2]
SMALL_TREE = """
import pytest

@pytest.fixture
def place(mode):
    return mode

@pytest.mark.requirement("R1.1")
def test_in_each_mode(place):
    assert place in ("keyring", "fallback")

@pytest.mark.requirement("R2.1", "R2.2")
def test_in_no_mode():
    pass

@pytest.mark.requirement("R3.1")
@pytest.mark.requirement("R3.2")
def test_that_fails(mode):
    assert mode == "fallback"

@pytest.fixture
def broken():
    yield
    raise ValueError

@pytest.mark.requirement("R4.1")
def test_that_fails_afterwards(broken):
    pass

@pytest.mark.requirement("R5.1")
def test_that_is_skipped():
    pytest.skip("not here")

def test_of_nothing():
    pass
"""
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs pytest with the plugin on a small tree of its own, and returns the process."""

    def start(source: str, *options: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = requirement(id): a proof\n")
        (tmp_path / "test_small.py").write_text(source)
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "COV_"))}
        return subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-q", "-p", "tests.requirements.plugin"),
                *("-p", "no:cacheprovider", "-p", "no:randomly"),
                *options,
                str(tmp_path),
            ],
            cwd=tmp_path,
            env=environment | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return start


def test_the_plugin_notes_mode_outcome_and_rows_of_each_test(run: Run, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    done = run(SMALL_TREE, f"--requirements-report={report}")
    assert done.returncode == 1, done.stdout
    found = {
        (each.test.partition("::")[2], each.ids, each.mode, each.outcome)
        for each in parse_results(report.read_text())
    }
    assert found == {
        ("test_in_each_mode[keyring]", ("R1.1",), "keyring", "passed"),
        ("test_in_each_mode[fallback]", ("R1.1",), "fallback", "passed"),
        ("test_in_no_mode", ("R2.1", "R2.2"), None, "passed"),
        ("test_that_fails[keyring]", ("R3.1", "R3.2"), "keyring", "failed"),
        ("test_that_fails[fallback]", ("R3.1", "R3.2"), "fallback", "passed"),
        ("test_that_fails_afterwards", ("R4.1",), None, "failed"),
        ("test_that_is_skipped", ("R5.1",), None, "skipped"),
    }


def test_a_mode_that_is_asked_for_is_the_only_one(run: Run, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    run(SMALL_TREE, f"--requirements-report={report}", "--secure-store-mode=fallback")
    assert {each.mode for each in parse_results(report.read_text())} == {None, "fallback"}
    assert run(SMALL_TREE, "--secure-store-mode=memory").returncode == pytest.ExitCode.USAGE_ERROR


def test_workers_report_to_one_file(run: Run, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    assert run(SMALL_TREE, f"--requirements-report={report}", "-n", "2").returncode == 1
    assert len(parse_results(report.read_text())) == 7


@pytest.mark.parametrize("mark", ['"R99.9"', '"r1.1"', '"R1.1", "R99.9"', ""])
def test_a_mark_that_names_no_row_is_a_usage_error(run: Run, mark: str) -> None:
    source = f"import pytest\n\n@pytest.mark.requirement({mark})\ndef test_it():\n    pass\n"
    done = run(source)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "test_small.py::test_it" in done.stderr + done.stdout
    assert "requirements.toml" in done.stderr + done.stdout


def test_without_a_file_for_it_nothing_is_written(run: Run, tmp_path: Path) -> None:
    before = {"pytest.ini", "test_small.py"}
    run(SMALL_TREE)
    assert {path.name for path in tmp_path.iterdir()} - {"__pycache__"} == before
