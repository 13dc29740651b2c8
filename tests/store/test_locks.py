"""Locks between processes."""

from __future__ import annotations

import inspect
import os
import time
from pathlib import Path

import pytest

from store.lock_records import guard_path, lock_path
from store.locks import RefreshLocks, lock_states
from tests.store.lock_peer import Peer
from tests.store.lock_plants import ACCOUNT


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "locks"


@pytest.mark.requirement("R8.1", "R17.2")
def test_one_process_at_a_time_holds_a_lock(directory: Path) -> None:
    locks = RefreshLocks(directory)
    with Peer(directory) as peer:
        assert peer.ask("acquire", ACCOUNT) == "True"
        assert not locks.acquire(ACCOUNT, wait=0)
        assert not locks.try_acquire(ACCOUNT)
        assert peer.ask("release", ACCOUNT) == "None"
        assert locks.acquire(ACCOUNT, wait=0)
        assert peer.ask("acquire", ACCOUNT) == "False"


def test_accounts_do_not_wait_for_each_other(directory: Path) -> None:
    locks = RefreshLocks(directory)
    for account in ("a:b", "a:B", "a:b-c", "a-b:c", "a:default", "A:b"):
        assert locks.acquire(account, wait=0), account
    assert len(lock_states(directory)) == 6


@pytest.mark.requirement("R8.5")
def test_who_waits_gets_the_lock_when_it_is_released(directory: Path) -> None:
    locks = RefreshLocks(directory, poll=0.01)
    with Peer(directory) as peer:
        assert locks.acquire(ACCOUNT)
        peer.tell("acquire", ACCOUNT, 20)
        time.sleep(0.2)
        locks.release(ACCOUNT)
        assert peer.answer() == "True"


@pytest.mark.requirement("R8.5")
def test_who_waits_in_vain_is_told_so_after_its_time(directory: Path) -> None:
    locks = RefreshLocks(directory)
    with Peer(directory) as peer:
        assert peer.ask("acquire", ACCOUNT) == "True"
        start = time.monotonic()
        assert locks.acquire(ACCOUNT, wait=0.4) is False
        assert 0.4 <= time.monotonic() - start < 1.6


@pytest.mark.requirement("R8.3", "R8.4", "R8.5")
def test_the_constants_are_those_of_the_requirements() -> None:
    made = inspect.signature(RefreshLocks).parameters
    assert (made["stale"].default, made["poll"].default) == (30.0, 0.1)
    assert inspect.signature(RefreshLocks.acquire).parameters["wait"].default == 10.0


@pytest.mark.requirement("R9.1")
def test_a_release_gives_back_one_s_own_lock_only(directory: Path) -> None:
    locks, other = RefreshLocks(directory), RefreshLocks(directory)
    with Peer(directory) as peer:
        assert peer.ask("acquire", ACCOUNT) == "True"
        locks.release(ACCOUNT)
        other.release(ACCOUNT)
        (state,) = lock_states(directory)
        assert state.pid == peer.pid
        assert not locks.try_acquire(ACCOUNT)


@pytest.mark.requirement("R9.2")
def test_a_release_of_what_is_not_there_is_no_error(directory: Path) -> None:
    locks = RefreshLocks(directory)
    locks.release(ACCOUNT)
    assert not directory.exists()
    assert locks.acquire(ACCOUNT)
    lock_path(directory, ACCOUNT).unlink()
    locks.release(ACCOUNT)
    locks.release(ACCOUNT)
    assert not locks.holds(ACCOUNT)
    assert locks.acquire(ACCOUNT, wait=0)


def test_an_object_holds_what_it_took_until_it_releases_it(directory: Path) -> None:
    locks = RefreshLocks(directory)
    assert not locks.holds(ACCOUNT)
    assert locks.acquire(ACCOUNT)
    assert locks.holds(ACCOUNT)
    assert not locks.holds("provider:other")
    locks.release(ACCOUNT)
    assert not locks.holds(ACCOUNT)


def test_a_lock_is_not_re_entrant(directory: Path) -> None:
    locks = RefreshLocks(directory, poll=0.01)
    assert locks.acquire(ACCOUNT)
    assert not locks.acquire(ACCOUNT, wait=0.1)
    assert locks.holds(ACCOUNT)
    locks.release(ACCOUNT)
    assert locks.try_acquire(ACCOUNT)


def test_a_program_that_ends_gives_its_locks_back(directory: Path) -> None:
    with Peer(directory) as peer:
        assert peer.ask("acquire", ACCOUNT) == "True"
        peer.end()
        assert lock_states(directory) == ()


@pytest.mark.requirement("R10.2")
@pytest.mark.parametrize("mask", [0, 0o777])
def test_files_and_directory_are_private_whatever_the_mask(mask: int, directory: Path) -> None:
    made = directory / "made" / "on-demand"
    locks = RefreshLocks(made)
    before = os.umask(mask)
    try:
        assert locks.acquire(ACCOUNT)
    finally:
        os.umask(before)
    assert made.stat().st_mode & 0o777 == 0o700
    modes = {path.suffix: path.stat().st_mode & 0o777 for path in made.iterdir()}
    assert modes == {".lock": 0o600, ".guard": 0o600}


def test_the_guard_stays_and_the_lock_goes(directory: Path) -> None:
    locks = RefreshLocks(directory)
    assert locks.acquire(ACCOUNT)
    guard = guard_path(lock_path(directory, ACCOUNT))
    number = guard.stat().st_ino
    locks.release(ACCOUNT)
    assert [path.name for path in directory.iterdir()] == [guard.name]
    assert locks.acquire(ACCOUNT)
    assert guard.stat().st_ino == number
