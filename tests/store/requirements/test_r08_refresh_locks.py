"""R8: refresh locks between real processes, through the verbs of the token store."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from store.errors import LockLost
from store.lock_records import lock_path
from store.lock_states import lock_states
from store.model import OAuthToken
from store.secure_store import SecureStore
from store.settings import StoreSettings, llxprt_code
from store.token_store import KeyringTokenStore
from tests.store.lock_plants import DAMAGED, FOREIGN
from tests.store.requirements.conftest import StartPeer
from tests.store.requirements.token_peer import TokenPeer

ACCOUNT = "anthropic:default"
PATIENCE = 30.0
NEWER = OAuthToken.parse({"access_token": "s3cret-newer", "expiry": 4_100_000_000})


def plant(tokens: KeyringTokenStore, content: str) -> Path:
    """Put a lock file there as somebody else might have left it."""
    path = lock_path(tokens.lock_directory, ACCOUNT)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_bytes(content.encode(errors="surrogateescape"))
    path.chmod(0o600)
    return path


@pytest.mark.requirement("R8.1")
def test_locks_lie_beside_the_tokens_they_guard(
    tokens: KeyringTokenStore, secure: SecureStore, peer: TokenPeer
) -> None:
    assert tokens.lock_directory == secure.directory / "locks"
    assert not tokens.lock_directory.exists()
    assert peer.ask("acquire_refresh_lock", "anthropic") is True
    assert lock_path(secure.directory / "locks", ACCOUNT).is_file()
    assert tokens.acquire_refresh_lock("anthropic", wait=0) is False


@pytest.mark.requirement("R8.1")
def test_the_preset_s_locks_lie_in_the_oauth_directory(secure: SecureStore, tmp_path: Path) -> None:
    settings = llxprt_code(home=tmp_path)
    assert settings.lock_directory is not None
    tokens = KeyringTokenStore(secure, lock_directory=settings.lock_directory)
    assert tokens.acquire_refresh_lock("anthropic")
    held = [state.path for state in lock_states(tmp_path / ".llxprt" / "oauth" / "locks")]
    assert held == [lock_path(tmp_path / ".llxprt" / "oauth" / "locks", ACCOUNT)]
    tokens.release_refresh_lock("anthropic")


@pytest.mark.requirement("R8.2")
def test_a_lock_names_its_owner(tokens: KeyringTokenStore, peer: TokenPeer) -> None:
    before = time.time()
    assert peer.ask("acquire_refresh_lock", "anthropic") is True
    (state,) = lock_states(tokens.lock_directory)
    assert (state.account, state.pid, state.host) == (ACCOUNT, peer.pid, socket.gethostname())
    assert (state.held, state.mine, state.owner) == (True, False, "alive")
    assert state.claimed_at is not None
    assert before - 1 <= state.claimed_at <= time.time() + 1
    assert tokens.acquire_refresh_lock("anthropic", "work")
    assert [each.pid for each in lock_states(tokens.lock_directory)] == [peer.pid, os.getpid()]


@pytest.mark.requirement("R8.2")
def test_of_several_processes_that_want_a_lock_one_gets_it(
    start_peer: StartPeer, tokens: KeyringTokenStore
) -> None:
    peers = [start_peer() for _ in range(4)]
    for _ in range(15):
        for each in peers:
            each.tell("acquire_refresh_lock", "anthropic", wait=0)
        answers = [each.answer() for each in peers]
        assert answers.count(True) == 1
        peers[answers.index(True)].ask("release_refresh_lock", "anthropic")
    assert lock_states(tokens.lock_directory) == ()


@pytest.mark.requirement("R8.2")
def test_a_lock_that_is_being_written_is_never_shown_as_damaged(
    tokens: KeyringTokenStore, start_peer: StartPeer
) -> None:
    peers = [start_peer(), start_peer()]
    damaged: list[bool] = []
    end = threading.Event()

    def watch() -> None:
        while not end.is_set():
            damaged.extend(state.damaged for state in lock_states(tokens.lock_directory))

    thread = threading.Thread(target=watch)
    thread.start()
    for _ in range(40):
        for each in peers:
            assert each.ask("acquire_refresh_lock", "anthropic", wait=PATIENCE) is True
            each.ask("release_refresh_lock", "anthropic")
    end.set()
    thread.join()
    assert damaged
    assert not any(damaged)


@pytest.mark.requirement("R8.3")
def test_a_lock_that_did_not_move_for_the_stale_time_is_replaced(
    tokens: KeyringTokenStore, start_peer: StartPeer
) -> None:
    plant(tokens, FOREIGN.format(1))
    other = start_peer()
    start = time.monotonic()
    assert tokens.acquire_refresh_lock("anthropic", wait=0) is False
    assert tokens.acquire_refresh_lock("anthropic", wait=PATIENCE) is True
    assert time.monotonic() - start >= 1.0
    (state,) = lock_states(tokens.lock_directory)
    assert state.mine
    assert other.ask("acquire_refresh_lock", "anthropic", wait=0) is False


@pytest.mark.requirement("R8.3")
def test_the_stale_time_is_thirty_seconds(tokens: KeyringTokenStore) -> None:
    # However old the file says it is: clocks differ, and only what this process watched counts.
    plant(tokens, FOREIGN.format(30))
    os.utime(lock_path(tokens.lock_directory, ACCOUNT), (0, 0))
    assert tokens.acquire_refresh_lock("anthropic", wait=1.5) is False
    assert tokens.acquire_refresh_lock("anthropic", "other")
    states = {state.account: state.stale for state in lock_states(tokens.lock_directory)}
    assert states["anthropic:other"] == 30.0


@pytest.mark.requirement("R8.3")
def test_a_holder_that_works_for_longer_than_the_stale_time_keeps_its_lock(
    tokens: KeyringTokenStore, start_peer: StartPeer
) -> None:
    holder = start_peer(stale=2.0)
    assert holder.ask("acquire_refresh_lock", "anthropic") is True
    assert tokens.acquire_refresh_lock("anthropic", stale=2.0, wait=3.5) is False
    assert holder.ask("save_token", "anthropic", NEWER.to_json()) is None
    assert tokens.get_token("anthropic") == NEWER


@pytest.mark.requirement("R8.3")
def test_a_dead_holder_s_lock_is_replaced_at_once(
    tokens: KeyringTokenStore, start_peer: StartPeer
) -> None:
    for _ in range(3):
        holder = start_peer()
        assert holder.ask("acquire_refresh_lock", "anthropic") is True
        holder.kill()
        start = time.monotonic()
        assert tokens.acquire_refresh_lock("anthropic") is True
        assert time.monotonic() - start < 5
        tokens.release_refresh_lock("anthropic")


@pytest.mark.requirement("R8.3", "R9.1")
def test_a_holder_that_was_suspended_cannot_save_over_its_successor(
    tokens: KeyringTokenStore, start_peer: StartPeer, token: OAuthToken
) -> None:
    slow, next_one = start_peer(stale=1.0), start_peer(stale=1.0)
    assert slow.ask("acquire_refresh_lock", "anthropic") is True
    slow.stop()
    assert next_one.ask("acquire_refresh_lock", "anthropic", wait=PATIENCE) is True
    assert next_one.ask("save_token", "anthropic", NEWER.to_json()) is None
    slow.wake()
    assert slow.ask("save_token", "anthropic", token.to_json()) == LockLost.code
    assert slow.ask("release_refresh_lock", "anthropic") is None
    assert tokens.acquire_refresh_lock("anthropic", wait=0) is False
    assert tokens.get_token("anthropic") == NEWER


@pytest.mark.requirement("R8.4")
def test_a_waiter_looks_every_tenth_of_a_second_or_so(
    tokens: KeyringTokenStore, peer: TokenPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert StoreSettings().lock_poll == 0.1
    assert peer.ask("acquire_refresh_lock", "anthropic") is True
    pauses: list[float] = []
    sleep: Callable[[float], None] = time.sleep

    def measured(seconds: float) -> None:
        pauses.append(seconds)
        sleep(seconds)

    monkeypatch.setattr(time, "sleep", measured)
    assert tokens.acquire_refresh_lock("anthropic", wait=1.2) is False
    monkeypatch.undo()
    between = pauses[:-1]
    assert 4 <= len(between) <= 24
    assert all(0.05 <= pause <= 0.15 for pause in between)
    assert len(set(between)) > 1


@pytest.mark.requirement("R8.4")
def test_a_waiter_gets_the_lock_soon_after_it_is_free(
    tokens: KeyringTokenStore, peer: TokenPeer
) -> None:
    for _ in range(3):
        assert peer.ask("acquire_refresh_lock", "anthropic") is True
        peer.tell("release_refresh_lock", "anthropic")
        start = time.monotonic()
        assert tokens.acquire_refresh_lock("anthropic", wait=PATIENCE) is True
        assert time.monotonic() - start < 1.5
        assert peer.answer() is None
        tokens.release_refresh_lock("anthropic")


@pytest.mark.requirement("R8.5")
def test_who_waits_in_vain_is_answered_false_after_its_time(
    secure: SecureStore, peer: TokenPeer
) -> None:
    assert StoreSettings().lock_wait == 10.0
    assert peer.ask("acquire_refresh_lock", "anthropic") is True
    tokens = KeyringTokenStore(secure, settings=StoreSettings(lock_wait=0.7))
    for wait, seconds in ((None, 0.7), (0.3, 0.3), (0.0, 0.0)):
        start = time.monotonic()
        assert tokens.acquire_refresh_lock("anthropic", wait=wait) is False
        assert seconds <= time.monotonic() - start < seconds * 1.2 + 1.0
    with tokens.refresh_lock("anthropic", wait=0) as mine:
        assert mine is False
    (state,) = lock_states(tokens.lock_directory)
    assert state.pid == peer.pid


@pytest.mark.requirement("R8.6")
@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_lock_that_nobody_can_read_does_not_block_for_ever(
    tokens: KeyringTokenStore, content: str
) -> None:
    plant(tokens, content)
    assert tokens.acquire_refresh_lock("anthropic", stale=0.3, wait=0) is False
    assert tokens.acquire_refresh_lock("anthropic", stale=0.3, wait=PATIENCE) is True
    (state,) = lock_states(tokens.lock_directory)
    assert (state.mine, state.damaged) == (True, False)


@pytest.mark.requirement("R8.6")
def test_breaking_a_damaged_lock_lets_one_in(
    tokens: KeyringTokenStore, start_peer: StartPeer
) -> None:
    peers = [start_peer(stale=0.5) for _ in range(3)]
    plant(tokens, "")
    for each in peers:
        each.tell("acquire_refresh_lock", "anthropic", stale=0.5, wait=2)
    assert [each.answer() for each in peers].count(True) == 1
