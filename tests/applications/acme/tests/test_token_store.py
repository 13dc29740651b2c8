from pathlib import Path

import pytest
from store import OAuthToken

from acme.auth.token_store import MultiProviderTokenStore, reveal


@pytest.fixture
def store(tmp_path: Path) -> MultiProviderTokenStore:
    return MultiProviderTokenStore(tmp_path / "tokens")


def token(text: str) -> OAuthToken:
    return OAuthToken(
        access_token=text, refresh_token=None, expiry=4_000_000_000, token_type="Bearer"
    )


def test_a_token_is_kept_by_provider_and_bucket(store: MultiProviderTokenStore) -> None:
    store.save_token("github", token("one"))
    store.save_token("github", token("two"), bucket="work")
    kept = [store.get_token("github"), store.get_token("github", "work")]
    assert [reveal(each.access_token) for each in kept if each] == ["one", "two"]
    assert list(store.list_buckets("github")) == ["default", "work"]
    assert list(store.list_providers()) == ["github"]


def test_another_process_sees_the_token(store: MultiProviderTokenStore, tmp_path: Path) -> None:
    store.save_token("github", token("one"))
    assert MultiProviderTokenStore(tmp_path / "tokens", create=False).get_token("github")


def test_a_removed_token_is_gone(store: MultiProviderTokenStore) -> None:
    store.save_token("github", token("one"))
    store.remove_token("github")
    assert store.get_token("github") is None
    assert list(store.list_providers()) == []


def test_a_released_lock_can_be_had_again(store: MultiProviderTokenStore) -> None:
    assert store.acquire_refresh_lock("github")
    store.release_refresh_lock("github")
    assert store.acquire_refresh_lock("github")
    store.release_refresh_lock("github")
