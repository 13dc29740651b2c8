"""A forked child holds nothing of its parent's, and keeps nothing for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from store.locks import RefreshLocks, lock_states
from tests.store.lock_peer import Peer
from tests.store.lock_plants import ACCOUNT


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "locks"


FORKER = """
import os, sys, time
from pathlib import Path
from store.deadlines import Deadline
from store.locks import RefreshLocks

directory, what = Path(sys.argv[1]), sys.argv[2]
locks = RefreshLocks(directory)
assert locks.acquire("provider:bucket")
parent = os.getpid()
pid = os.fork()
if pid == 0:
    if what == "ask":
        with locks.fenced("provider:bucket", Deadline.after(9)) as holding:
            told = holding, locks.holds("provider:bucket"), locks.try_acquire("provider:bucket")
        sys.exit(0 if told == (False, False, False) else 3)
    if what == "release":
        locks.release("provider:bucket")
        os._exit(0)
    if what == "drop":
        del locks
        os._exit(0)
    sys.exit(0)
assert os.waitpid(pid, 0)[1] == 0
with locks.fenced("provider:bucket", Deadline.after(9)) as holding:
    assert holding
assert not RefreshLocks(directory).try_acquire("provider:bucket")
assert len(list(directory.glob("*.lock"))) == 1
"""


@pytest.mark.parametrize("what", ["ask", "release", "drop", "exit"])
def test_a_forked_child_leaves_its_parent_s_lock_alone(what: str, directory: Path) -> None:
    command = [sys.executable, "-c", FORKER, str(directory), what]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert lock_states(directory) == ()


def test_a_child_that_lives_on_keeps_no_lock_of_its_dead_parent(directory: Path) -> None:
    locks = RefreshLocks(directory)
    with Peer(directory) as peer:
        assert peer.ask("acquire", ACCOUNT) == "True"
        child = int(peer.ask("fork", ACCOUNT))
        try:
            peer.kill()
            start = time.monotonic()
            assert locks.acquire(ACCOUNT)
            assert time.monotonic() - start < 5
            os.kill(child, 0)
        finally:
            os.kill(child, signal.SIGKILL)


def test_a_child_takes_locks_of_its_own(directory: Path) -> None:
    locks = RefreshLocks(directory)
    assert locks.acquire(ACCOUNT)
    pid = os.fork()
    if pid == 0:
        done = locks.acquire("provider:other", wait=0) and not locks.try_acquire(ACCOUNT)
        locks.release("provider:other")
        os._exit(0 if done else 1)
    assert os.waitpid(pid, 0)[1] == 0
    assert [state.account for state in lock_states(directory)] == [ACCOUNT]
