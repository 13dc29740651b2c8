"""F9 to F11: locks that two processes held, that nobody could take, or that were stolen."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from store.backends.files.file_locks import exclusive
from store.deadlines import Deadline
from store.errors import LockLost
from store.lock_records import guard_path, lock_path
from store.locks import RefreshLocks, lock_states
from store.model import OAuthToken
from store.token_store import KeyringTokenStore
from tests.store.lock_peer import PATIENCE, Peer

ACCOUNT = "anthropic:default"
STALE = 0.5


@pytest.fixture
def fast(tokens: KeyringTokenStore) -> RefreshLocks:
    """Another object's view of the locks of ``tokens``, with a short stale age."""
    return RefreshLocks(tokens.lock_directory, stale=STALE, poll=0.01)


@pytest.mark.requirement("F9")
def test_f9_who_may_judge_a_lock_sees_it_whole_or_not_at_all(tokens: KeyringTokenStore) -> None:
    path = lock_path(tokens.lock_directory, ACCOUNT)
    seen: set[bytes | None] = set()
    end = threading.Event()

    def judge() -> None:
        while not end.is_set():
            with exclusive(guard_path(path), Deadline.after(PATIENCE), "the guard"):
                seen.add(path.read_bytes() if path.exists() else None)

    rival = threading.Thread(target=judge)
    rival.start()
    for _ in range(60):
        assert tokens.acquire_refresh_lock("anthropic", wait=PATIENCE)
        tokens.release_refresh_lock("anthropic")
    end.set()
    rival.join()
    assert seen
    for content in seen - {None}:
        assert f"pid={os.getpid()}\n".encode() in (content or b"")


@pytest.mark.requirement("F9")
def test_f9_an_empty_lock_is_not_taken_for_a_dead_one(
    tokens: KeyringTokenStore, fast: RefreshLocks
) -> None:
    assert tokens.acquire_refresh_lock("anthropic", wait=0)
    tokens.release_refresh_lock("anthropic")
    path = lock_path(tokens.lock_directory, ACCOUNT)
    path.touch(0o600)
    assert not tokens.acquire_refresh_lock("anthropic", wait=0.3)
    assert path.exists()
    # But it blocks nobody for ever either.
    assert fast.acquire(ACCOUNT, wait=PATIENCE)


@pytest.mark.requirement("F9", "R17.2")
def test_f9_of_many_processes_one_holds_the_lock(tokens: KeyringTokenStore) -> None:
    peers = [Peer(tokens.lock_directory) for _ in range(4)]
    try:
        for _ in range(5):
            for peer in peers:
                peer.tell("acquire", ACCOUNT)
            assert sorted(peer.answer() for peer in peers) == ["False"] * 3 + ["True"]
            for peer in peers:
                peer.ask("release", ACCOUNT)
    finally:
        for peer in peers:
            peer.__exit__()


@pytest.mark.requirement("F10")
def test_f10_a_holder_slower_than_the_stale_age_keeps_its_lock(
    tokens: KeyringTokenStore, fast: RefreshLocks
) -> None:
    with Peer(tokens.lock_directory, stale=STALE) as slow:
        assert slow.ask("acquire", ACCOUNT) == "True"
        assert not fast.acquire(ACCOUNT, wait=3 * STALE)
        assert slow.ask("fenced", ACCOUNT) == "True"


@pytest.mark.requirement("F10")
def test_f10_a_crashed_holder_blocks_nobody(tokens: KeyringTokenStore) -> None:
    with Peer(tokens.lock_directory) as crashing:
        assert crashing.ask("acquire", ACCOUNT) == "True"
        crashing.kill()
        start = time.monotonic()
        assert tokens.acquire_refresh_lock("anthropic")
        assert time.monotonic() - start < 0.5 + 1


@pytest.mark.requirement("F10")
def test_f10_a_late_release_spares_the_successor(
    tokens: KeyringTokenStore, fast: RefreshLocks
) -> None:
    with Peer(tokens.lock_directory, stale=STALE) as late:
        assert late.ask("acquire", ACCOUNT) == "True"
        late.stop()
        assert fast.acquire(ACCOUNT, wait=PATIENCE)
        late.wake()
        assert late.ask("release", ACCOUNT) == "None"
        assert fast.holds(ACCOUNT)
        (state,) = lock_states(tokens.lock_directory)
        assert state.mine
        assert not tokens.acquire_refresh_lock("anthropic", wait=0)


@pytest.mark.requirement("F10")
def test_f10_a_holder_that_lost_its_lock_cannot_save_over_its_successor(
    tokens: KeyringTokenStore, token: OAuthToken
) -> None:
    assert tokens.acquire_refresh_lock("anthropic", wait=0)
    # What a rival leaves that took the lock over while this process was suspended.
    lock_path(tokens.lock_directory, ACCOUNT).unlink()
    successor = KeyringTokenStore(tokens.secure_store, lock_directory=tokens.lock_directory)
    assert successor.acquire_refresh_lock("anthropic", wait=0)
    successor.save_token("anthropic", token)
    stale = OAuthToken.parse({"access_token": "s3cret-stale", "expiry": 1})
    with pytest.raises(LockLost):
        tokens.save_token("anthropic", stale)
    with pytest.raises(LockLost):
        tokens.remove_token("anthropic")
    assert tokens.get_token("anthropic") == token


@pytest.mark.requirement("F11")
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "Nonsense/Zone"])
def test_f11_a_live_owner_in_another_time_zone_is_not_judged_dead(
    tokens: KeyringTokenStore, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    with Peer(tokens.lock_directory) as owner:
        monkeypatch.setenv("TZ", "UTC")
        assert owner.ask("acquire", ACCOUNT) == "True"
        (state,) = lock_states(tokens.lock_directory)
        assert (state.owner, state.pid) == ("alive", owner.pid)
        assert not tokens.acquire_refresh_lock("anthropic", wait=0.2)
        with Peer(tokens.lock_directory) as rival:
            assert rival.ask("acquire", ACCOUNT) == "False"


@pytest.mark.requirement("F11")
def test_f11_a_clock_that_was_set_steals_no_lock(
    tokens: KeyringTokenStore, fast: RefreshLocks
) -> None:
    with Peer(tokens.lock_directory, stale=30) as owner:
        assert owner.ask("acquire", ACCOUNT) == "True"
        path = lock_path(tokens.lock_directory, ACCOUNT)
        for moment in (0.0, time.time() + 10**8):
            os.utime(path, (moment, moment))
            assert not fast.acquire(ACCOUNT, wait=0.1)
            assert not tokens.acquire_refresh_lock("anthropic", wait=0)


@pytest.mark.requirement("F11")
def test_f11_a_number_that_another_process_has_by_now_protects_no_lock(
    tokens: KeyringTokenStore, tmp_path: Path
) -> None:
    assert tokens.acquire_refresh_lock("anthropic", wait=0)
    path = lock_path(tokens.lock_directory, ACCOUNT)
    record = path.read_text()
    tokens.release_refresh_lock("anthropic")
    start = next(line for line in record.splitlines() if line.startswith("start="))
    other = f"start={int(start.removeprefix('start=')) + 1}"
    path.write_text(record.replace(start, other))
    path.chmod(0o600)
    assert tokens.acquire_refresh_lock("anthropic", wait=0)
