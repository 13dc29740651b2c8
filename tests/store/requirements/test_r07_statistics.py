"""R7: a bucket with a token has figures, one without has none."""

from __future__ import annotations

import pytest

from store.deadlines import Deadline
from store.model import BucketStats, OAuthToken
from store.secure_store import SecureStore
from store.token_store import KeyringTokenStore
from tests.store.requirements.token_peer import TokenPeer


@pytest.mark.requirement("R7.1")
def test_a_bucket_with_a_token_has_figures_that_claim_nothing(
    tokens: KeyringTokenStore, token: OAuthToken
) -> None:
    tokens.save_token("a", token, "work")
    found = tokens.get_bucket_stats("a", "work")
    assert found == BucketStats("work", request_count=None, percentage=None, last_used=None)
    tokens.get_token("a", "work")
    assert tokens.get_bucket_stats("a", "work") == found


@pytest.mark.requirement("R7.2")
def test_a_bucket_without_a_token_has_none(
    tokens: KeyringTokenStore, peer: TokenPeer, secure: SecureStore, token: OAuthToken
) -> None:
    assert tokens.get_bucket_stats("a", "work") is None
    tokens.save_token("a", token, "work")
    assert tokens.get_bucket_stats("a", "default") is None
    assert peer.ask("remove_token", "a", "work") is True
    assert tokens.get_bucket_stats("a", "work") is None
    secure.set("a:damaged", "{")
    assert tokens.get_bucket_stats("a", "damaged") is None
    assert secure.get("a:damaged") == "{"


@pytest.mark.requirement("R7.2")
def test_a_bucket_whose_token_vanished_has_none(
    tokens: KeyringTokenStore, peer: TokenPeer, secure: SecureStore, token: OAuthToken
) -> None:
    tokens.save_token("a", token, "work")
    for place in secure.places:
        place.delete(secure.service, "a:work", Deadline.after(20))
    assert peer.ask("get_bucket_stats", "a", "work") is None
