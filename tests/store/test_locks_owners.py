"""What becomes of a lock whose owner dies or hangs."""

from __future__ import annotations

import os
import signal
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from store.deadlines import Deadline
from store.errors import LockLost
from store.lock_records import lock_path
from store.locks import RefreshLocks, lock_states
from tests.store.lock_peer import PATIENCE, Peer
from tests.store.lock_plants import ACCOUNT, plant, together

STALE = 0.4


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "locks"


def soon() -> Deadline:
    return Deadline.after(PATIENCE)


def record_of_own(directory: Path) -> str:
    """Return the record that this process writes."""
    locks = RefreshLocks(directory)
    assert locks.acquire(ACCOUNT)
    return lock_path(directory, ACCOUNT).read_text()


@pytest.mark.requirement("R8.3")
def test_a_killed_owner_is_followed_at_once(directory: Path) -> None:
    locks = RefreshLocks(directory)
    with Peer(directory) as peer:
        assert peer.ask("acquire", ACCOUNT) == "True"
        threading.Timer(0.3, peer.kill).start()
        start = time.monotonic()
        assert locks.acquire(ACCOUNT)
        # 0.5 s at rest; far from the 30 s of the stale age in any case.
        assert time.monotonic() - start < 0.3 + 0.5 + 1.0


def test_an_owner_that_nobody_buries_is_dead_all_the_same(directory: Path) -> None:
    locks = RefreshLocks(directory)
    with Peer(directory) as peer:
        assert peer.ask("acquire", ACCOUNT) == "True"
        os.kill(peer.pid, signal.SIGKILL)
        os.waitid(os.P_PID, peer.pid, os.WEXITED | os.WNOWAIT)
        assert lock_states(directory)[0].owner == "dead"
        assert locks.try_acquire(ACCOUNT)


@pytest.mark.parametrize("line", ["start", "pid"])
def test_a_number_given_to_another_process_protects_no_lock(line: str, directory: Path) -> None:
    lines = record_of_own(directory).splitlines()
    for number, text in enumerate(lines):
        if text.startswith("start="):
            # The process with this number lives, and is not the one that took the lock.
            started = int(text.removeprefix("start="))
            lines[number] = f"start={started + 1 if line == 'start' else started}"
        elif text.startswith("pid=") and line == "pid":
            lines[number] = "pid=1"
    plant(directory, "\n".join(lines) + "\n")
    assert lock_states(directory)[0].owner == "dead"
    assert RefreshLocks(directory).try_acquire(ACCOUNT)


def test_a_restarted_machine_protects_no_lock(directory: Path) -> None:
    record = record_of_own(directory)
    started = next(line for line in record.splitlines() if line.startswith("start="))
    earlier = f"start={int(started.removeprefix('start=')) ^ (1 << 100)}"
    plant(directory, record.replace(started, earlier))
    assert RefreshLocks(directory).try_acquire(ACCOUNT)


def test_of_many_that_meet_a_dead_owner_one_takes_the_lock(directory: Path) -> None:
    record = record_of_own(directory).replace(f"pid={os.getpid()}\n", "pid=4194303\n")
    for _ in range(20):
        plant(directory, record)
        everybody = [RefreshLocks(directory) for _ in range(8)]
        got = together([partial(locks.try_acquire, ACCOUNT) for locks in everybody])
        assert sorted(got) == [False] * 7 + [True]
        for locks in everybody:
            locks.release(ACCOUNT)


def test_a_live_owner_keeps_its_lock_beyond_the_stale_age(directory: Path) -> None:
    locks = RefreshLocks(directory, stale=STALE, poll=0.01)
    with Peer(directory, stale=STALE) as peer:
        assert peer.ask("acquire", ACCOUNT) == "True"
        assert not locks.acquire(ACCOUNT, wait=4 * STALE)
        assert peer.ask("holds", ACCOUNT) == "True"
        assert peer.ask("fenced", ACCOUNT) == "True"


def test_a_stopped_owner_loses_the_lock_and_is_told_so(directory: Path) -> None:
    locks = RefreshLocks(directory, stale=STALE, poll=0.01)
    with Peer(directory, stale=STALE) as peer:
        assert peer.ask("acquire", ACCOUNT) == "True"
        peer.stop()
        start = time.monotonic()
        assert locks.acquire(ACCOUNT, wait=PATIENCE)
        assert time.monotonic() - start >= STALE * 0.9
        peer.wake()
        assert peer.ask("fenced", ACCOUNT) == "LOCK_LOST"
        assert peer.ask("acquire", ACCOUNT) == "False"
        assert peer.ask("release", ACCOUNT) == "None"
        assert peer.ask("fenced", ACCOUNT) == "False"
        assert peer.ask("acquire", ACCOUNT) == "False"
        with locks.fenced(ACCOUNT, soon()) as holding:
            assert holding
        locks.release(ACCOUNT)
        assert peer.ask("acquire", ACCOUNT) == "True"


def test_the_heartbeat_notices_a_loss_that_the_file_no_longer_shows(directory: Path) -> None:
    locks = RefreshLocks(directory, stale=0.3)
    assert locks.acquire(ACCOUNT)
    path = lock_path(directory, ACCOUNT)
    content = path.read_bytes()
    path.unlink()
    end = time.monotonic() + PATIENCE
    while locks.holds(ACCOUNT):
        assert time.monotonic() < end
        time.sleep(0.01)
    plant(directory, content.decode())
    with pytest.raises(LockLost), locks.fenced(ACCOUNT, soon()):
        pytest.fail("the fence is open")
    assert not locks.try_acquire(ACCOUNT)
    locks.release(ACCOUNT)
    with locks.fenced(ACCOUNT, soon()) as holding:
        assert not holding


def test_an_owner_stopped_inside_its_fence_is_waited_for(directory: Path) -> None:
    locks = RefreshLocks(directory, stale=STALE, poll=0.01)
    with Peer(directory, stale=STALE) as peer:
        assert peer.ask("acquire", ACCOUNT) == "True"
        peer.tell("stop-inside", ACCOUNT)
        peer.wait_until_stopped()
        assert not locks.acquire(ACCOUNT, wait=3 * STALE)
        peer.wake()
        assert peer.answer() == "True"
        assert peer.ask("fenced", ACCOUNT) == "True"
        peer.tell("stop-inside", ACCOUNT)
        peer.wait_until_stopped()
        peer.kill()
        assert locks.acquire(ACCOUNT, wait=PATIENCE)
