"""What people are shown of locks, and how they release one that is left."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

import pytest

from store.deadlines import Deadline
from store.errors import LockLost
from store.lock_records import lock_path
from store.locks import RefreshLocks, break_lock, lock_states
from tests.store.lock_peer import Peer
from tests.store.lock_plants import ACCOUNT, DAMAGED, FOREIGN, plant


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "locks"


def soon() -> Deadline:
    return Deadline.after(10.0)


def snapshot(directory: Path) -> list[tuple[str, bytes, int]]:
    """Return all that a look must leave as it is."""
    paths = sorted(directory.iterdir())
    return [(path.name, path.read_bytes(), path.stat().st_mtime_ns) for path in paths]


def test_states_tell_who_holds_what_since_when(directory: Path) -> None:
    locks = RefreshLocks(directory, stale=7.0)
    with Peer(directory) as peer:
        assert peer.ask("acquire", "b:two") == "True"
        assert locks.acquire("a:one")
        before = snapshot(directory)
        one, two = lock_states(directory)
        assert snapshot(directory) == before
    assert (one.account, one.mine, one.pid, one.stale) == ("a:one", True, os.getpid(), 7.0)
    assert (two.account, two.mine, two.pid, two.stale) == ("b:two", False, peer.pid, 30.0)
    assert one.host == two.host != ""
    for state in (one, two):
        assert (state.held, state.owner, state.damaged) == (True, "alive", False)
        assert state.claimed_at is not None and abs(time.time() - state.claimed_at) < 60
        assert state.heartbeat_age is not None and 0 <= state.heartbeat_age < 60
    assert [state.owner for state in lock_states(directory)] == ["alive", "dead"]


@pytest.mark.requirement("R8.2")
def test_a_lock_file_names_its_owner_and_one_claim(directory: Path) -> None:
    locks, records = RefreshLocks(directory), []
    for _ in range(2):
        assert locks.acquire(ACCOUNT)
        lines = lock_path(directory, ACCOUNT).read_text().splitlines()
        records.append(dict(line.split("=", 1) for line in lines[1:]))
        locks.release(ACCOUNT)
    first, second = records
    assert first.pop("token") != second.pop("token")
    assert float(first.pop("claimed")) <= float(second.pop("claimed"))
    assert first == second
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip().replace("-", "")
    assert int(first.pop("start")) >> 64 == int(boot, 16)
    assert first.pop("host").startswith(socket.gethostname())
    assert first == {"pid": str(os.getpid()), "mode": "lease", "duration": "30.0"}


def test_no_directory_is_no_lock(directory: Path) -> None:
    assert lock_states(directory) == ()
    assert break_lock(directory, ACCOUNT, soon()) is None
    assert not directory.exists()


def test_what_is_not_ours_is_not_shown(directory: Path) -> None:
    directory.mkdir(mode=0o700)
    for name in ("provider-refresh.lock", "x.lock", "index.json", "+.lock"):
        (directory / name).write_text("{}")
    assert lock_states(directory) == ()


@pytest.mark.requirement("R8.6")
@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_lock_is_shown_and_can_be_released(content: str, directory: Path) -> None:
    path = plant(directory, content)
    (state,) = lock_states(directory)
    assert (state.account, state.held, state.mine) == (ACCOUNT, True, False)
    assert state.damaged or state.owner == "unknown"
    assert state.owner != "alive"
    broken = break_lock(directory, ACCOUNT, soon(), force=not state.damaged)
    assert broken is not None and not broken.held
    assert not path.exists()
    assert RefreshLocks(directory).try_acquire(ACCOUNT)


def test_a_lock_of_another_host_is_released_by_force_only(directory: Path) -> None:
    path = plant(directory, FOREIGN.format("30.0"))
    state = break_lock(directory, ACCOUNT, soon())
    assert state is not None
    assert (state.held, state.owner, state.host) == (True, "unknown", "another.example")
    assert path.exists()
    forced = break_lock(directory, ACCOUNT, soon(), force=True)
    assert forced is not None and not forced.held
    assert not path.exists()


def test_a_dead_owner_s_lock_is_released_and_a_live_one_s_kept(directory: Path) -> None:
    with Peer(directory) as peer:
        assert peer.ask("acquire", ACCOUNT) == "True"
        kept = break_lock(directory, ACCOUNT, soon())
        assert kept is not None and (kept.held, kept.owner, kept.pid) == (True, "alive", peer.pid)
        assert peer.ask("fenced", ACCOUNT) == "True"
    gone = break_lock(directory, ACCOUNT, soon())
    assert gone is not None and (gone.held, gone.owner) == (False, "dead")
    assert lock_states(directory) == ()
    assert break_lock(directory, ACCOUNT, soon()) is None


def test_who_is_robbed_by_force_is_told_so(directory: Path) -> None:
    locks = RefreshLocks(directory)
    assert locks.acquire(ACCOUNT)
    forced = break_lock(directory, ACCOUNT, soon(), force=True)
    assert forced is not None and (forced.held, forced.mine) == (False, True)
    with pytest.raises(LockLost), locks.fenced(ACCOUNT, soon()):
        pytest.fail("the fence is open")
    locks.release(ACCOUNT)
    assert locks.try_acquire(ACCOUNT)
