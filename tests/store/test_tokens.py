from __future__ import annotations

import logging
from pathlib import Path

import pytest

from store.backends.encrypted_file import EncryptedFile
from store.backends.memory import MemoryBackend
from store.errors import InvalidName, Locked
from store.model import BucketStats, OAuthToken
from store.secure_store import SecureStore
from store.token_store import KeyringTokenStore


@pytest.mark.requirement("R17.3")
def test_life_cycle(tokens: KeyringTokenStore, token: OAuthToken) -> None:
    assert tokens.get_token("a") is None
    tokens.save_token("a", token)
    tokens.save_token("a", token, "me@work.com")
    assert tokens.get_token("a") == token
    assert tokens.list_providers() == ("a",)
    assert tokens.list_buckets("a") == ("default", "me@work.com")
    assert tokens.get_bucket_stats("a", "default") == BucketStats("default")
    assert tokens.remove_token("a")
    assert tokens.get_token("a") is None
    assert tokens.list_buckets("a") == ("me@work.com",)


@pytest.mark.requirement("R2.3")
@pytest.mark.parametrize("name", ["", "a:b", "../x", "a b", "a\n", "x" * 65])
def test_bad_names_are_refused(tokens: KeyringTokenStore, name: str) -> None:
    with pytest.raises(InvalidName, match="allowed"):
        tokens.get_token(name)
    with pytest.raises(InvalidName):
        tokens.get_token("a", name)


@pytest.mark.requirement("R4.1")
@pytest.mark.parametrize("text", ["{", "[]", '{"access_token": "s3cret"}'])
def test_corrupt_entry_is_kept(
    tokens: KeyringTokenStore, secure: SecureStore, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    secure.set("a:default", text)
    with caplog.at_level(logging.DEBUG):
        assert tokens.get_token("a") is None
    assert "corrupt" in caplog.text
    assert "s3cret" not in caplog.text
    assert "a:default" not in caplog.text
    assert secure.get("a:default") == text


@pytest.mark.requirement("R3.2")
def test_secrets_show_nowhere_and_extras_survive(token: OAuthToken) -> None:
    assert "s3cret" not in f"{token!r} {token}"
    assert OAuthToken.model_validate_json(token.to_json()) == token
    assert "s3cret-id" in token.to_json()


@pytest.mark.requirement("R15.1")
def test_newer_fallback_is_not_shadowed(file: EncryptedFile) -> None:
    keyring = MemoryBackend()
    store = SecureStore("svc", keyring, file)
    store.set("a:b", "old")
    keyring.failure = Locked("locked")
    store.set("a:b", "new")
    keyring.failure = None
    assert store.get("a:b") == "new"
    store.set("a:b", "newest")
    assert file.list("svc") == ()


@pytest.mark.requirement("R11.1")
def test_deny_raises(file: EncryptedFile, token: OAuthToken, tmp_path: Path) -> None:
    keyring = MemoryBackend()
    keyring.failure = Locked("locked")
    tokens = KeyringTokenStore(SecureStore("svc", keyring, file, "deny"), directory=tmp_path)
    with pytest.raises(Locked):
        tokens.save_token("a", token)
    assert file.list("svc") == ()
    assert not tokens.remove_token("a")
