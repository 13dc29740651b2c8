"""Locks between threads and objects of one process, and the fence."""

from __future__ import annotations

import gc
import threading
import time
from pathlib import Path

import pytest

from store.deadlines import Deadline
from store.errors import Timeout
from store.lock_records import lock_path
from store.locks import RefreshLocks, lock_states
from tests.store.backends.children import descriptors
from tests.store.lock_plants import ACCOUNT


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "locks"


def soon(seconds: float = 10.0) -> Deadline:
    return Deadline.after(seconds)


@pytest.mark.parametrize("objects", [1, 2])
def test_a_second_acquire_in_one_process_waits_for_the_first(objects: int, directory: Path) -> None:
    first = RefreshLocks(directory, poll=0.01)
    second = first if objects == 1 else RefreshLocks(directory, poll=0.01)
    assert first.acquire(ACCOUNT)
    got: list[bool] = []
    thread = threading.Thread(target=lambda: got.append(second.acquire(ACCOUNT, wait=20)))
    thread.start()
    time.sleep(0.15)
    assert not got
    first.release(ACCOUNT)
    thread.join(20)
    assert got == [True]
    assert second.holds(ACCOUNT)


@pytest.mark.parametrize("shared", [True, False])
def test_threads_exclude_each_other(shared: bool, directory: Path) -> None:
    common = RefreshLocks(directory, poll=0.002)
    inside, most, done = 0, 0, 0

    def work() -> None:
        nonlocal inside, most, done
        locks = common if shared else RefreshLocks(directory, poll=0.002)
        for _ in range(10):
            assert locks.acquire(ACCOUNT, wait=60)
            inside += 1
            most = max(most, inside)
            time.sleep(0.001)
            inside -= 1
            done += 1
            locks.release(ACCOUNT)

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, done) == (1, 50)


def test_a_dropped_object_gives_its_locks_back(directory: Path) -> None:
    locks = RefreshLocks(directory)
    assert locks.acquire(ACCOUNT)
    del locks
    gc.collect()
    assert lock_states(directory) == ()
    assert RefreshLocks(directory).try_acquire(ACCOUNT)


def test_a_thousand_rounds_leave_no_descriptor_and_no_thread(directory: Path) -> None:
    locks = RefreshLocks(directory)
    locks.acquire(ACCOUNT)
    locks.release(ACCOUNT)
    before, threads = descriptors(), threading.active_count()
    for _ in range(1000):
        assert locks.acquire(ACCOUNT, wait=0)
        locks.release(ACCOUNT)
    assert descriptors() == before
    assert threading.active_count() == threads


def test_a_stuck_guard_delays_nobody_beyond_the_wait(directory: Path) -> None:
    holder, locks = RefreshLocks(directory), RefreshLocks(directory, poll=0.01)
    assert holder.acquire(ACCOUNT)
    with holder.fenced(ACCOUNT, soon()):
        lock_path(directory, ACCOUNT).unlink()
        start = time.monotonic()
        assert not locks.acquire(ACCOUNT, wait=0.3)
        assert not locks.acquire(ACCOUNT, wait=0)
        assert time.monotonic() - start < 3
    assert locks.acquire(ACCOUNT, wait=0)


def test_a_fence_that_cannot_be_had_in_time_is_a_timeout(directory: Path) -> None:
    locks, entered, leave = RefreshLocks(directory), threading.Event(), threading.Event()
    assert locks.acquire(ACCOUNT)

    def stay() -> None:
        with locks.fenced(ACCOUNT, soon()):
            entered.set()
            leave.wait(20)

    thread = threading.Thread(target=stay)
    thread.start()
    entered.wait(20)
    with pytest.raises(Timeout, match="guard"), locks.fenced(ACCOUNT, soon(0.2)):
        pytest.fail("two threads are inside the fence")
    leave.set()
    thread.join()
    with locks.fenced(ACCOUNT, soon()) as holding:
        assert holding


def test_a_lock_may_be_released_inside_its_own_fence(directory: Path) -> None:
    locks = RefreshLocks(directory)
    assert locks.acquire(ACCOUNT)
    with locks.fenced(ACCOUNT, soon()), locks.fenced(ACCOUNT, soon()) as holding:
        assert holding
        locks.release(ACCOUNT)
    assert lock_states(directory) == ()


def test_without_the_lock_the_fence_touches_nothing(directory: Path) -> None:
    with RefreshLocks(directory).fenced(ACCOUNT, soon()) as holding:
        assert holding is False
    assert not directory.exists()
