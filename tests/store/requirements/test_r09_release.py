"""R9: a release gives back one's own lock, and no other."""

from __future__ import annotations

import itertools

import pytest

from store.lock_records import lock_path
from store.lock_states import lock_states
from store.model import OAuthToken
from store.secure_store import SecureStore
from store.token_store import KeyringTokenStore
from tests.store.requirements.conftest import StartPeer
from tests.store.requirements.token_peer import TokenPeer

ACCOUNT = "anthropic:default"
NEWER = OAuthToken.parse({"access_token": "s3cret-newer", "expiry": 4_100_000_000})


@pytest.mark.requirement("R9.1")
def test_a_release_gives_the_lock_to_the_next_one(
    tokens: KeyringTokenStore, peer: TokenPeer
) -> None:
    path = lock_path(tokens.lock_directory, ACCOUNT)
    for first, second in itertools.repeat((True, False), 2):
        assert tokens.acquire_refresh_lock("anthropic", wait=0) is first
        assert path.exists()
        assert peer.ask("acquire_refresh_lock", "anthropic", wait=0) is second
        tokens.release_refresh_lock("anthropic")
        assert not path.exists()
        assert peer.ask("acquire_refresh_lock", "anthropic", wait=0) is True
        assert peer.ask("release_refresh_lock", "anthropic") is None


@pytest.mark.requirement("R9.1")
def test_only_one_s_own_lock_is_released(
    tokens: KeyringTokenStore, secure: SecureStore, start_peer: StartPeer
) -> None:
    holder, stranger = start_peer(), start_peer()
    assert holder.ask("acquire_refresh_lock", "anthropic") is True
    tokens.release_refresh_lock("anthropic")
    KeyringTokenStore(secure).release_refresh_lock("anthropic")
    assert stranger.ask("release_refresh_lock", "anthropic") is None
    (state,) = lock_states(tokens.lock_directory)
    assert state.pid == holder.pid
    assert stranger.ask("acquire_refresh_lock", "anthropic", wait=0) is False
    assert holder.ask("save_token", "anthropic", NEWER.to_json()) is None


@pytest.mark.requirement("R9.2")
def test_a_release_of_a_lock_that_is_not_there_is_no_error(
    tokens: KeyringTokenStore, peer: TokenPeer
) -> None:
    tokens.release_refresh_lock("anthropic")
    assert peer.ask("release_refresh_lock", "anthropic") is None
    assert not tokens.lock_directory.exists()
    assert tokens.acquire_refresh_lock("anthropic")
    lock_path(tokens.lock_directory, ACCOUNT).unlink()
    tokens.release_refresh_lock("anthropic")
    tokens.release_refresh_lock("anthropic")
    assert peer.ask("acquire_refresh_lock", "anthropic", wait=0) is True
