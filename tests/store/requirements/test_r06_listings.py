"""R6: what is stored is listed, sorted; a listing that fails is no empty one."""

from __future__ import annotations

import itertools
import logging
from pathlib import Path

import pytest

from store.errors import StoreError
from store.model import OAuthToken
from store.secure_store import SecureStore
from store.token_store import KeyringTokenStore
from tests.store.requirements.rigs import DAMAGED, SERVICE, Rig, Trouble
from tests.store.requirements.token_peer import TokenPeer

PAIRS = [("b", "x"), ("a", "z"), ("B", "x"), ("a", "default"), ("a-b", "x"), ("a", "Z"), ("a", "1")]


@pytest.mark.requirement("R6.1", "R6.2")
def test_listings_are_sorted_and_unique_and_the_same_in_every_process(
    tokens: KeyringTokenStore, peer: TokenPeer, token: OAuthToken
) -> None:
    assert tokens.list_providers() == ()
    assert tokens.list_buckets("a") == ()
    for provider, bucket in PAIRS:
        tokens.save_token(provider, token, bucket)
    assert tokens.list_providers() == ("B", "a", "a-b", "b")
    assert tokens.list_buckets("a") == ("1", "Z", "default", "z")
    assert tokens.list_buckets("b") == ("x",)
    assert tokens.list_buckets("absent") == ()
    assert peer.ask("list_providers") == ["B", "a", "a-b", "b"]
    assert peer.ask("list_buckets", "a") == ["1", "Z", "default", "z"]
    for provider, bucket in PAIRS[1:]:
        assert peer.ask("remove_token", provider, bucket) is True
    assert tokens.list_providers() == ("b",)
    assert tokens.list_buckets("a") == ()


@pytest.mark.requirement("R6.2")
def test_a_provider_whose_name_another_one_begins_with_has_its_own_buckets_only(
    tokens: KeyringTokenStore, token: OAuthToken
) -> None:
    for provider in ("gem", "gemini", "gem.ini", "GEM"):
        tokens.save_token(provider, token, f"of-{provider}")
    assert tokens.list_buckets("gem") == ("of-gem",)
    assert tokens.list_buckets("g") == ()


@pytest.mark.requirement("R6.1")
def test_only_keys_of_two_names_are_tokens(
    tokens: KeyringTokenStore, secure: SecureStore, token: OAuthToken
) -> None:
    secure.set("alone", "no token's key")
    tokens.save_token("a", token)
    assert secure.list() == ("a:default", "alone")
    assert tokens.list_providers() == ("a",)


@pytest.mark.requirement("R6.1", "R6.2")
def test_listings_survive_the_loss_of_the_index(
    tokens: KeyringTokenStore, peer: TokenPeer, secure: SecureStore, token: OAuthToken
) -> None:
    for provider, bucket in itertools.product("ab", ("x", "y")):
        tokens.save_token(provider, token, bucket)
    (secure.directory / "index.json").unlink()
    assert tokens.list_providers() == ("a", "b")
    assert peer.ask("list_buckets", "b") == ["x", "y"]
    assert tokens.get_token("a", "x") == token


@pytest.mark.requirement("R6.3")
@pytest.mark.parametrize("trouble", ["gone", "locked", "refused", "hung"])
def test_a_sound_index_names_the_tokens_of_a_keyring_that_cannot_be_asked(
    rig: Rig, trouble: Trouble, token: OAuthToken
) -> None:
    rig.program().save_token("anthropic", token, "work")
    apart = rig.place == "keyring" or trouble in ("locked", "refused")
    with rig.broken(trouble) as tokens:
        if apart:
            assert tokens.list_providers() == ("anthropic",)
            assert tokens.list_buckets("anthropic") == ("work",)
        else:
            for listing in (tokens.list_providers, lambda: tokens.list_buckets("anthropic")):
                with pytest.raises(StoreError) as caught:
                    listing()
                assert caught.value.code == rig.codes[trouble]


@pytest.mark.requirement("R6.3")
@pytest.mark.parametrize("trouble", ["gone", "locked", "refused", "hung"])
def test_a_listing_that_neither_index_nor_place_can_give_is_an_error(
    rig: Rig, trouble: Trouble, token: OAuthToken, tmp_path: Path
) -> None:
    rig.program().save_token("anthropic", token, "work")
    index = tmp_path / "data" / SERVICE / "index.json"
    with rig.broken(trouble) as tokens:
        if trouble != "gone" or rig.place == "keyring":
            index.write_bytes(DAMAGED)
        try:
            names = tokens.list_providers()
        except StoreError as error:
            assert error.code == rig.codes[trouble]
        else:
            assert names == ("anthropic",)
    assert rig.program().list_buckets("anthropic") == ("work",)


@pytest.mark.requirement("R6.3")
def test_best_effort_lists_nothing_and_logs_why(
    rig: Rig, token: OAuthToken, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    rig.program().save_token("anthropic", token, "work")
    index = tmp_path / "data" / SERVICE / "index.json"
    index.chmod(0o644)
    with pytest.raises(StoreError, match="can be reached by others"):
        rig.program().list_providers()
    tokens = rig.program(best_effort=True)
    assert tokens.list_providers() == ()
    assert tokens.list_buckets("anthropic") == ()
    texts = [each.message for each in caplog.records if each.levelno == logging.WARNING]
    assert texts == ["tokens cannot be listed: DENIED"] * 2
    index.chmod(0o600)
    assert tokens.list_providers() == ("anthropic",)
