"""A short run of `python -m tests.bench.store_locks`, which has the figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.store_locks import Load, recoveries, stress


@pytest.mark.requirement("R8.1", "R8.3", "R9.1", "R17.2")
def test_holders_that_are_killed_slow_or_stopped_never_meet(tmp_path: Path) -> None:
    load = Load(processes=6, acquisitions=200, stale=0.4, poll=0.01)
    report = stress("refresh", tmp_path, load)
    assert report.clean, report
    assert report.acquisitions >= 200
    assert report.count("killed") > 0
    assert report.count("stopped") > 0


def test_the_oracle_sees_what_the_naive_lock_does(tmp_path: Path) -> None:
    load = Load(processes=6, acquisitions=60, stale=0.2, poll=0.002, slow=0.2)
    assert stress("naive", tmp_path, load).count("doubled") > 0


def test_the_next_holder_comes_right_after_a_kill(tmp_path: Path) -> None:
    waits = recoveries("refresh", tmp_path, 5, 30.0, 0.1)
    assert max(waits) < 0.5 + 1.0
    assert min(waits) >= 0.0
