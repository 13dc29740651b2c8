from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from store.locks import RefreshLocks

HOLDER = """
import sys, time
from pathlib import Path
from store.locks import RefreshLocks
locks = RefreshLocks(Path(sys.argv[1]))
print(locks.acquire("a:b", stale=30, wait=0), flush=True)
time.sleep(9)
"""


@pytest.mark.requirement("R17.2")
def test_exclusion_and_release_after_kill(tmp_path: Path) -> None:
    directory = tmp_path / "locks"
    command = [sys.executable, "-c", HOLDER, str(directory)]
    locks = RefreshLocks(directory)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "True"
        assert not locks.acquire("a:b", stale=30, wait=0.3)
        assert locks.acquire("a:c", stale=30, wait=0)
        locks.release("a:b")
        assert not locks.acquire("a:b", stale=30, wait=0)
        holder.kill()
        holder.wait()
    start = time.monotonic()
    assert locks.acquire("a:b", stale=30, wait=8)
    assert time.monotonic() - start < 8
    assert not locks.acquire("a:b", stale=30, wait=0)
    locks.release("a:b")
    assert directory.stat().st_mode & 0o777 == 0o700
