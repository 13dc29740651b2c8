"""Locks whose owners cannot be asked: what is judged is how long nothing changes."""

from __future__ import annotations

import os
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from store.lock_records import lock_path
from store.locks import RefreshLocks
from tests.store.lock_peer import PATIENCE, Peer
from tests.store.lock_plants import ACCOUNT, DAMAGED, FOREIGN, plant, together

STALE = 0.4


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "locks"


@pytest.mark.requirement("R8.6")
@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_what_cannot_be_read_is_taken_over_by_one_after_the_stale_age(
    content: str, directory: Path
) -> None:
    plant(directory, content)
    everybody = [RefreshLocks(directory, stale=0.3, poll=0.01) for _ in range(4)]
    start = time.monotonic()

    def seconds_to_take(locks: RefreshLocks) -> float:
        taken = locks.acquire(ACCOUNT, wait=1.5)
        return time.monotonic() - start if taken else 0.0

    *others, seconds = sorted(together([partial(seconds_to_take, locks) for locks in everybody]))
    assert others == [0.0, 0.0, 0.0]
    assert seconds >= 0.3 * 0.9


@pytest.mark.requirement("R8.6")
def test_a_live_owner_keeps_a_lock_file_that_somebody_damaged(directory: Path) -> None:
    locks = RefreshLocks(directory, stale=STALE, poll=0.01)
    with Peer(directory, stale=STALE) as peer:
        assert peer.ask("acquire", ACCOUNT) == "True"
        lock_path(directory, ACCOUNT).write_bytes(b"")
        assert not locks.acquire(ACCOUNT, wait=4 * STALE)
        assert peer.ask("release", ACCOUNT) == "None"
        assert locks.acquire(ACCOUNT, wait=0)


@pytest.mark.requirement("R8.3")
def test_watching_goes_on_over_several_attempts(directory: Path) -> None:
    plant(directory, FOREIGN.format("0.9"))
    locks = RefreshLocks(directory, stale=0.9, poll=0.01)
    start, attempts = time.monotonic(), 1
    while not locks.acquire(ACCOUNT, wait=0.1):
        attempts += 1
        assert time.monotonic() - start < PATIENCE
    assert attempts >= 3
    assert time.monotonic() - start >= 0.8


def test_one_watches_for_oneself(directory: Path) -> None:
    path = plant(directory, FOREIGN.format("0.3"))
    os.utime(path, (0, 0))
    locks = RefreshLocks(directory, stale=0.3)
    assert not locks.try_acquire(ACCOUNT)
    future = time.time() + 1e6
    os.utime(path, (future, future))
    assert not locks.try_acquire(ACCOUNT)
    assert locks.acquire(ACCOUNT, wait=PATIENCE)


def test_a_foreign_owner_that_beats_is_left_alone(directory: Path) -> None:
    path = plant(directory, FOREIGN.format("0.5"))
    locks, stop = RefreshLocks(directory, stale=0.5, poll=0.01), threading.Event()

    def beat() -> None:
        while not stop.wait(0.05):
            os.utime(path)

    thread = threading.Thread(target=beat)
    thread.start()
    assert not locks.acquire(ACCOUNT, wait=1.5)
    stop.set()
    thread.join()
    assert locks.acquire(ACCOUNT, wait=PATIENCE)


@pytest.mark.parametrize(("theirs", "mine"), [(0.4, 30.0), (30.0, 0.4)])
def test_whoever_beats_by_another_stale_age_is_judged_by_it(
    theirs: float, mine: float, directory: Path
) -> None:
    locks = RefreshLocks(directory, stale=mine, poll=0.01)
    with Peer(directory, stale=theirs) as peer:
        assert peer.ask("acquire", ACCOUNT) == "True"
        assert not locks.acquire(ACCOUNT, wait=1.0)
        assert peer.ask("holds", ACCOUNT) == "True"
        peer.stop()
        start = time.monotonic()
        assert locks.acquire(ACCOUNT, wait=1.5) is (theirs < mine)
        assert time.monotonic() - start >= min(theirs, 1.5) * 0.9
        peer.kill()
        assert locks.holds(ACCOUNT) or locks.acquire(ACCOUNT, wait=2.0)


@pytest.mark.parametrize("duration", ["1e-300", "1e300", "-1", "nan"])
def test_a_duration_that_nobody_means_wedges_nothing(duration: str, directory: Path) -> None:
    plant(directory, FOREIGN.format(duration))
    locks = RefreshLocks(directory, stale=0.3, poll=0.01)
    assert not locks.try_acquire(ACCOUNT)
    if duration != "1e300":
        assert locks.acquire(ACCOUNT, wait=PATIENCE)


def test_who_was_suspended_with_the_owner_does_not_rob_it(directory: Path) -> None:
    with Peer(directory, stale=1.0) as owner, Peer(directory, stale=1.0) as waiter:
        assert owner.ask("acquire", ACCOUNT) == "True"
        waiter.tell("acquire", ACCOUNT, 3)
        time.sleep(0.3)
        owner.stop()
        waiter.stop()
        time.sleep(1.2)
        waiter.wake()
        time.sleep(0.05)
        owner.wake()
        assert waiter.answer() == "False"
        assert owner.ask("fenced", ACCOUNT) == "True"
