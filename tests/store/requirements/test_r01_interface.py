"""R1: eight verbs over a secure store, which can be injected."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from store.async_store import AsyncTokenStore
from store.backends.encrypted_file import EncryptedFile
from store.lock_records import lock_path
from store.model import BucketStats, OAuthToken
from store.secure_store import SecureStore
from store.settings import StoreSettings, llxprt_code
from store.token_store import KeyringTokenStore, TokenStore
from tests.store.requirements.rigs import Mode
from tests.store.secret_service import SecretService

VERBS = {
    "save_token",
    "get_token",
    "remove_token",
    "list_providers",
    "list_buckets",
    "get_bucket_stats",
    "acquire_refresh_lock",
    "release_refresh_lock",
}


@pytest.fixture
def home(
    request: pytest.FixtureRequest, mode: Mode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A user's home directory in a session that has a keyring, or has none."""
    address = f"unix:path={tmp_path}/no-bus"
    if mode == "keyring":
        address = request.getfixturevalue("secret_service").address
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    for name in ("XDG_RUNTIME_DIR", "PYTHON_KEYRING_BACKEND"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "home"


@pytest.mark.requirement("R1.1")
def test_the_interface_has_eight_verbs() -> None:
    verbs = {name for name in vars(TokenStore) if not name.startswith("_")}
    assert verbs == VERBS
    for verb in VERBS:
        wanted = list(inspect.signature(getattr(TokenStore, verb)).parameters.values())
        for kind in (KeyringTokenStore, AsyncTokenStore):
            found = list(inspect.signature(getattr(kind, verb)).parameters.values())
            assert found == wanted


@pytest.mark.requirement("R1.1", "R15.1")
def test_each_verb_does_what_it_says(tokens: KeyringTokenStore, token: OAuthToken) -> None:
    store: TokenStore = tokens
    assert isinstance(tokens, TokenStore)
    assert store.get_token("a") is None
    store.save_token("a", token)
    store.save_token("a", token, "me@work.com")
    assert store.get_token("a") == token
    assert store.list_providers() == ("a",)
    assert store.list_buckets("a") == ("default", "me@work.com")
    assert store.get_bucket_stats("a", "default") == BucketStats("default")
    assert store.acquire_refresh_lock("a")
    assert not store.acquire_refresh_lock("a", wait=0)
    store.release_refresh_lock("a")
    assert store.acquire_refresh_lock("a", wait=0)
    assert store.remove_token("a") is True
    assert store.remove_token("a") is False
    assert store.get_token("a") is None
    assert store.get_token("a", "me@work.com") == token
    assert store.list_buckets("a") == ("me@work.com",)


@pytest.mark.requirement("R1.2", "R8.1", "R8.3", "R8.4", "R8.5")
def test_the_preset_has_the_values_of_the_requirements(tmp_path: Path) -> None:
    settings = llxprt_code(home=tmp_path)
    assert settings.service == "llxprt-code-oauth"
    assert (settings.backend, settings.fallback) == ("auto", "allow")
    assert settings.directory == tmp_path / ".llxprt" / "secure-store"
    assert settings.key_directory == tmp_path / ".llxprt" / "secure-store-keys"
    assert settings.lock_directory == tmp_path / ".llxprt" / "oauth" / "locks"
    assert (settings.lock_stale, settings.lock_wait, settings.lock_poll) == (30.0, 10.0, 0.1)
    general = StoreSettings()
    assert (general.lock_stale, general.lock_wait, general.lock_poll) == (30.0, 10.0, 0.1)


@pytest.mark.requirement("R1.2", "R8.1")
def test_the_preset_s_store_keeps_tokens_under_its_service(
    home: Path, mode: Mode, token: OAuthToken, secret_service: SecretService, tmp_path: Path
) -> None:
    settings = llxprt_code(home=home, runtime_directory=tmp_path / "run", deadline=20.0)
    tokens = KeyringTokenStore(settings=settings)
    tokens.save_token("anthropic", token)
    try:
        assert tokens.secure_store.service == "llxprt-code-oauth"
        entry = tokens.secure_store.index().entries["anthropic:default"]
        assert entry.place == ("keyring" if mode == "keyring" else "file")
        data = home / ".llxprt" / "secure-store" / "llxprt-code-oauth"
        assert (data / "index.json").exists()
        assert len(list((data / "entries").glob("*.tok"))) == (mode == "fallback")
        assert tokens.acquire_refresh_lock("anthropic")
        assert lock_path(home / ".llxprt" / "oauth" / "locks", "anthropic:default").is_file()
        tokens.release_refresh_lock("anthropic")
        again = KeyringTokenStore(settings=settings)
        assert again.get_token("anthropic") == token
    finally:
        assert tokens.remove_token("anthropic")


@pytest.mark.requirement("R1.3")
def test_an_injected_secure_store_is_the_one_that_is_used(
    secure: SecureStore, token: OAuthToken
) -> None:
    tokens = KeyringTokenStore(secure, settings=StoreSettings())
    assert tokens.secure_store is secure
    tokens.save_token("a", token)
    assert secure.list() == ("a:default",)
    assert secure.get("a:default") == token.to_json()


@pytest.mark.requirement("R1.3")
def test_without_one_a_default_is_built(
    home: Path, mode: Mode, token: OAuthToken, monkeypatch: pytest.MonkeyPatch, service_name: str
) -> None:
    monkeypatch.setenv("STORE_DIRECTORY", str(home / "data"))
    monkeypatch.setenv("STORE_KEY_DIRECTORY", str(home / "keys"))
    monkeypatch.setenv("STORE_RUNTIME_DIRECTORY", str(home / "run"))
    assert KeyringTokenStore().secure_store.service == "store-oauth"
    monkeypatch.setenv("STORE_SERVICE", service_name)
    tokens = KeyringTokenStore()
    tokens.save_token("a", token)
    assert tokens.secure_store.directory == home / "data" / service_name
    assert KeyringTokenStore().get_token("a") == token
    place = tokens.secure_store.index().entries["a:default"].place
    assert place == ("keyring" if mode == "keyring" else "file")


@pytest.mark.requirement("R1.3")
def test_a_directory_isolates_tokens_keys_and_locks(
    home: Path, mode: Mode, token: OAuthToken, service_name: str, tmp_path: Path
) -> None:
    settings = StoreSettings(
        directory=home / "data", key_directory=home / "keys", runtime_directory=tmp_path / "run"
    )
    other = tmp_path / "other"
    tokens = KeyringTokenStore(settings=settings, service=service_name, directory=other)
    tokens.save_token("a", token)
    assert tokens.acquire_refresh_lock("a")
    assert tokens.lock_directory == other / service_name / "locks"
    tokens.release_refresh_lock("a")
    assert not home.exists()
    assert isinstance(tokens.secure_store.places.fallback, EncryptedFile)
    assert (tmp_path / "other-keys").exists() == (mode == "fallback")
