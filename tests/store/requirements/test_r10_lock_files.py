"""R10: each provider and bucket has a lock file of its own, for its user's eyes only."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest

from store.lock_states import lock_states
from store.token_store import KeyringTokenStore
from tests.store.requirements.token_peer import TokenPeer

ALIKE = [
    ("a", "b-c"),
    ("a-b", "c"),
    ("gemini", "work"),
    ("gemini-work", "default"),
    ("Gemini", "work"),
    ("gemini", "WORK"),
    ("con", "nul"),
    ("x" * 64, "y" * 64),
    ("me@work.com", "me@work.com"),
]


@pytest.mark.requirement("R10.1")
def test_accounts_that_look_alike_do_not_share_a_lock(
    tokens: KeyringTokenStore, peer: TokenPeer
) -> None:
    for number, (provider, bucket) in enumerate(ALIKE):
        if number % 2:
            assert peer.ask("acquire_refresh_lock", provider, bucket, wait=0) is True
        else:
            assert tokens.acquire_refresh_lock(provider, bucket, wait=0)
    for number, (provider, bucket) in enumerate(ALIKE):
        if number % 2:
            assert not tokens.acquire_refresh_lock(provider, bucket, wait=0)
        else:
            assert peer.ask("acquire_refresh_lock", provider, bucket, wait=0) is False
    accounts = [state.account for state in lock_states(tokens.lock_directory)]
    assert accounts == sorted(f"{provider}:{bucket}" for provider, bucket in ALIKE)


@pytest.mark.requirement("R10.1")
def test_names_of_lock_files_are_apart_where_case_does_not_count(tokens: KeyringTokenStore) -> None:
    for provider, bucket in ALIKE:
        assert tokens.acquire_refresh_lock(provider, bucket, wait=0)
    names = [path.name for path in tokens.lock_directory.glob("*.lock")]
    assert len({name.casefold() for name in names}) == len(ALIKE)
    illegal = set('<>:"/\\|?*')
    assert not [name for name in names if set(name) & illegal or len(name) > 220]


@pytest.mark.requirement("R10.2")
@pytest.mark.parametrize("mask", [0o000, 0o022, 0o777])
def test_the_directory_is_made_on_demand_and_all_of_it_is_private(
    tokens: KeyringTokenStore, mask: int
) -> None:
    assert not tokens.lock_directory.exists()
    before = os.umask(mask)
    try:
        assert tokens.acquire_refresh_lock("anthropic")
        assert tokens.acquire_refresh_lock("anthropic", "work")
    finally:
        os.umask(before)
    directories = itertools.takewhile(
        lambda path: path != tokens.secure_store.directory.parent, _upwards(tokens)
    )
    assert {path.stat().st_mode & 0o777 for path in directories} == {0o700}
    files = list(tokens.lock_directory.iterdir())
    assert {path.suffix for path in files} == {".lock", ".guard"}
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def _upwards(tokens: KeyringTokenStore) -> list[Path]:
    return [tokens.lock_directory, *tokens.lock_directory.parents]
