"""R11 and R12: what cannot be stored or read is said, and never taken for an absent token."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from store.backends.encrypted_file import EncryptedFile
from store.backends.memory import MemoryBackend
from store.backends.os_keyring import OSKeyring
from store.backends.sealing.key_sources import KeyFile
from store.errors import (
    Conflict,
    Corrupt,
    Denied,
    KeyMissing,
    Locked,
    LockLost,
    NewerVersion,
    Outage,
    StoreError,
    Timeout,
    TooLarge,
    Unavailable,
)
from store.model import OAuthToken
from store.secure_store import SecureStore
from store.settings import StoreSettings
from store.token_store import KeyringTokenStore
from tests.store.fakes_of_places import FailingBackend, failure
from tests.store.requirements.rigs import SERVICE, TROUBLES, Mode, Rig, Trouble, files_below
from tests.store.requirements.token_peer import TokenPeer


@pytest.fixture
def newer(token: OAuthToken) -> OAuthToken:
    return OAuthToken.parse({"access_token": "s3cret-newer", "expiry": 4_100_000_000})


@pytest.mark.requirement("R11.1")
@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_save_that_meets_a_broken_place_says_so(
    rig: Rig, trouble: Trouble, token: OAuthToken, newer: OAuthToken, tmp_path: Path
) -> None:
    rig.program().save_token("anthropic", token, "work")
    before = files_below(tmp_path)
    with rig.broken(trouble) as tokens:
        start = time.monotonic()
        with pytest.raises(StoreError) as caught:
            tokens.save_token("anthropic", newer, "work")
        assert time.monotonic() - start < 21
        assert caught.value.code == rig.codes[trouble]
        assert caught.value.remedy
        assert "s3cret" not in f"{caught.value} {caught.value.remedy}"
        with pytest.raises(StoreError) as caught:
            tokens.save_token("gemini", newer)
        assert caught.value.code == rig.codes[trouble]
    assert files_below(tmp_path) == before
    # A write that hung may have landed; anything but one of the two tokens would be a lie.
    assert rig.program().get_token("anthropic", "work") in (token, newer)
    rig.program().save_token("anthropic", newer, "work")
    assert rig.program().get_token("anthropic", "work") == newer


@pytest.mark.requirement("R12.2")
@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_read_that_meets_a_broken_place_says_so(
    rig: Rig, trouble: Trouble, token: OAuthToken
) -> None:
    rig.program().save_token("anthropic", token, "work")
    with rig.broken(trouble) as tokens:
        for _ in range(2):
            with pytest.raises(StoreError) as caught:
                tokens.get_token("anthropic", "work")
            assert caught.value.code == rig.codes[trouble]
            assert not isinstance(caught.value, Corrupt)
        with pytest.raises(StoreError) as caught:
            tokens.get_bucket_stats("anthropic", "work")
        assert caught.value.code == rig.codes[trouble]
    assert rig.program().get_token("anthropic", "work") == token


@pytest.mark.requirement("R11.1")
@pytest.mark.parametrize("trouble", ["locked", "refused", "hung"])
def test_a_first_save_that_meets_a_refusal_goes_nowhere_else(
    rig: Rig, trouble: Trouble, token: OAuthToken, tmp_path: Path
) -> None:
    program = rig.program()
    program.save_token("anthropic", token)
    program.secure_store.pin(None)
    before = files_below(tmp_path)
    with rig.broken(trouble) as tokens:
        with pytest.raises(StoreError) as caught:
            tokens.save_token("gemini", token)
        assert caught.value.code == rig.codes[trouble]
    assert files_below(tmp_path) == before


OTHERS = [Conflict, Corrupt, KeyMissing, NewerVersion, StoreError, TooLarge]


@pytest.mark.requirement("R11.2")
@pytest.mark.parametrize("kind", [*OTHERS, Unavailable, Locked, Denied, Timeout])
def test_a_save_raises_whatever_the_place_raises(
    mode: Mode, kind: type[StoreError], token: OAuthToken, tmp_path: Path
) -> None:
    place = FailingBackend("keyring" if mode == "keyring" else "file")
    spare = MemoryBackend("file")
    store = SecureStore(
        SERVICE,
        directory=tmp_path,
        keyring=place if mode == "keyring" else None,
        fallback=spare if mode == "keyring" else place,
    )
    tokens = KeyringTokenStore(store, settings=StoreSettings())
    tokens.save_token("anthropic", token)
    place.failure = failure(kind)
    for provider in ("anthropic", "gemini"):
        with pytest.raises(kind) as caught:
            tokens.save_token(provider, token)
        assert type(caught.value) is kind
    assert spare.entries == {}


@pytest.mark.requirement("R11.2")
def test_a_save_that_is_too_large_is_refused_and_the_old_token_stays(
    tokens: KeyringTokenStore, token: OAuthToken
) -> None:
    tokens.save_token("anthropic", token)
    huge = OAuthToken.parse({"access_token": "s3cret" * 200_000, "expiry": 1})
    with pytest.raises(TooLarge):
        tokens.save_token("anthropic", huge)
    assert tokens.get_token("anthropic") == token


@pytest.mark.requirement("R11.2")
def test_a_save_over_what_a_newer_version_wrote_is_refused(
    tokens: KeyringTokenStore, token: OAuthToken
) -> None:
    tokens.save_token("anthropic", token)
    index = tokens.secure_store.directory / "index.json"
    newer = json.dumps(json.loads(index.read_bytes()) | {"v": 2})
    index.write_text(newer)
    with pytest.raises(NewerVersion):
        tokens.save_token("anthropic", token)
    assert index.read_text() == newer


@pytest.mark.requirement("R11.2")
def test_a_save_under_a_lock_that_was_lost_is_refused(
    tokens: KeyringTokenStore, peer: TokenPeer, token: OAuthToken
) -> None:
    assert tokens.acquire_refresh_lock("anthropic")
    next(tokens.lock_directory.glob("*.lock")).unlink()
    assert peer.ask("acquire_refresh_lock", "anthropic") is True
    assert peer.ask("save_token", "anthropic", token.to_json()) is None
    late = OAuthToken.parse({"access_token": "s3cret-late", "expiry": 1})
    with pytest.raises(LockLost):
        tokens.save_token("anthropic", late)
    assert tokens.get_token("anthropic") == token


@pytest.mark.requirement("R12.1")
def test_no_entry_is_no_token_and_no_warning(
    tokens: KeyringTokenStore,
    peer: TokenPeer,
    token: OAuthToken,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert tokens.get_token("anthropic") is None
    assert peer.ask("get_token", "anthropic") is None
    tokens.save_token("anthropic", token)
    assert tokens.get_token("anthropic", "work") is None
    assert tokens.get_token("Anthropic") is None
    assert tokens.get_token("default", "anthropic") is None
    assert tokens.remove_token("anthropic")
    assert tokens.get_token("anthropic") is None
    assert peer.ask("get_token", "anthropic") is None
    assert caplog.records == []


@pytest.mark.requirement("R12.2")
def test_an_outage_of_the_place_is_no_absence_of_a_token_that_never_was(rig: Rig) -> None:
    rig.program().save_token("gemini", OAuthToken.parse({"access_token": "s3cret", "expiry": 1}))
    with rig.broken("gone") as tokens, pytest.raises(Outage):
        tokens.get_token("anthropic")
    assert rig.program().get_token("anthropic") is None


@pytest.mark.requirement("R11.1")
def test_where_files_are_not_allowed_a_keyring_that_is_not_there_is_an_error(
    mode: Mode, token: OAuthToken, tmp_path: Path
) -> None:
    keyring = OSKeyring(tmp_path / "keyring.lock", bus=f"unix:path={tmp_path}/no-bus")
    store = SecureStore(
        SERVICE,
        directory=tmp_path / "data",
        keyring=keyring if mode == "keyring" else None,
        fallback=EncryptedFile(tmp_path / "data", KeyFile(tmp_path / "keys")),
        policy="deny",
    )
    tokens = KeyringTokenStore(store, settings=StoreSettings())
    with pytest.raises(Unavailable) as caught:
        tokens.save_token("anthropic", token)
    assert "keyring" in caught.value.message
    assert files_below(tmp_path) == {}
    assert not (tmp_path / "keys").exists()
