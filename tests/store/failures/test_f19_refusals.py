"""The storm of password prompts after one refusal, and each keystroke that enumerated: F19."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from store.backends.encrypted_file import EncryptedFile
from store.backends.os_keyring import OSKeyring
from store.backends.sealing.key_sources import KeyFile
from store.errors import Denied, Locked, Outage, StoreError
from store.model import OAuthToken
from store.secure_store import SecureStore
from store.settings import StoreSettings
from store.token_store import KeyringTokenStore
from tests.store.fakes.keyrings import CANCELLED, NO_INTERACTION, Keychain
from tests.store.own_place import NOWHERE
from tests.store.prompter import Person
from tests.store.secret_service import SecretService


class Counted(Keychain):
    """Counts how often a person would have been asked."""

    def __init__(self) -> None:
        super().__init__()
        self.prompts = 0
        self.error: Exception | None = None

    def _ask(self) -> None:
        self.prompts += 1
        if self.error is not None:
            raise self.error
        super()._ask()


def over(tmp_path: Path, ring: OSKeyring) -> KeyringTokenStore:
    files = EncryptedFile(tmp_path / "data", KeyFile(tmp_path / "keys"))
    store = SecureStore(
        "svc", directory=tmp_path / "data", keyring=ring, fallback=files, deadline=20
    )
    return KeyringTokenStore(store, settings=StoreSettings(deadline=20))


def every_verb(tokens: KeyringTokenStore, token: OAuthToken) -> dict[str, Callable[[], object]]:
    return {
        "get": lambda: tokens.get_token("anthropic"),
        "get another": lambda: tokens.get_token("codex", "work"),
        "save": lambda: tokens.save_token("anthropic", token),
        "stats": lambda: tokens.get_bucket_stats("anthropic", "default"),
        "remove": lambda: tokens.remove_token("codex"),
    }


def refusals(tokens: KeyringTokenStore, token: OAuthToken) -> set[type[StoreError] | None]:
    kinds: set[type[StoreError] | None] = set()
    for verb in every_verb(tokens, token).values():
        try:
            verb()
            kinds.add(None)
        except Outage as error:
            kinds.add(type(error))
    return kinds


@pytest.mark.requirement("F19")
@pytest.mark.parametrize(("status", "kind"), [(CANCELLED, Denied), (NO_INTERACTION, Locked)])
def test_f19_the_first_refusal_is_the_last_prompt_and_the_only_warning(
    tmp_path: Path,
    token: OAuthToken,
    status: int,
    kind: type[Outage],
    caplog: pytest.LogCaptureFixture,
) -> None:
    keychain = Counted()
    lock = tmp_path / "run" / "lock"
    over(tmp_path, OSKeyring(lock, keyring=keychain, platform="darwin")).save_token(
        "anthropic", token
    )
    keychain.status, keychain.prompts = status, 0
    for _ in range(4):
        fresh = over(tmp_path, OSKeyring(lock, keyring=keychain, platform="darwin"))
        assert refusals(fresh, token) == {kind}
        assert fresh.list_providers() == ("anthropic",)
    assert keychain.prompts == 1
    (warning,) = [each for each in caplog.records if "left alone" in each.getMessage()]
    assert warning.levelno == logging.WARNING


@pytest.mark.requirement("F19")
def test_f19_a_person_who_cancels_the_real_prompt_is_asked_once(
    tmp_path: Path, token: OAuthToken, caplog: pytest.LogCaptureFixture
) -> None:
    with SecretService(tmp_path / "home") as daemon:
        lock = tmp_path / "run" / "lock"
        over(tmp_path, OSKeyring(lock, bus=daemon.address)).save_token("anthropic", token)
        daemon.lock()
        with Person(daemon, password=None) as person:
            tokens = over(tmp_path, OSKeyring(lock, bus=daemon.address, interactive=True))
            with pytest.raises(Locked):
                tokens.get_token("anthropic")
            assert person.asked.is_set()
            person.asked.clear()
            for _ in range(3):
                again = over(tmp_path, OSKeyring(lock, bus=daemon.address, interactive=True))
                assert refusals(again, token) == {Locked}
            assert not person.asked.is_set()
    assert sum("left alone" in each.getMessage() for each in caplog.records) == 1


@pytest.mark.requirement("F19")
@pytest.mark.parametrize(
    "error",
    [
        TimeoutError("cancelled: timed out"),
        OSError(11, "locked, denied, cancelled"),
        RuntimeError("The user cancelled: access denied, keychain locked"),
    ],
)
def test_f19_an_error_that_is_no_refusal_switches_nothing_off(
    tmp_path: Path, token: OAuthToken, error: Exception
) -> None:
    keychain = Counted()
    tokens = over(tmp_path, OSKeyring(tmp_path / "lock", keyring=keychain, platform="darwin"))
    tokens.save_token("anthropic", token)
    keychain.error = error
    with pytest.raises(Outage):
        tokens.get_token("anthropic")
    keychain.error = None
    assert tokens.get_token("anthropic") == token


@pytest.mark.requirement("F19")
def test_f19_listing_asks_no_keyring_however_often(tmp_path: Path, token: OAuthToken) -> None:
    keychain = Counted()
    tokens = over(tmp_path, OSKeyring(tmp_path / "lock", keyring=keychain, platform="darwin"))
    for bucket in ("a", "b"):
        tokens.save_token("anthropic", token, bucket)
    keychain.prompts = 0
    for _ in range(50):
        assert tokens.list_buckets("anthropic") == ("a", "b")
        assert tokens.list_providers() == ("anthropic",)
    assert keychain.prompts == 0


@pytest.mark.requirement("F19")
def test_f19_reading_asks_the_keyring_once(tmp_path: Path, token: OAuthToken) -> None:
    keychain = Counted()
    tokens = over(tmp_path, OSKeyring(tmp_path / "lock", keyring=keychain, platform="darwin"))
    tokens.save_token("anthropic", token)
    keychain.prompts = 0
    for _ in range(20):
        assert tokens.get_token("anthropic") == token
    assert keychain.prompts == 1


@pytest.mark.requirement("F19")
def test_f19_the_keyring_can_be_switched_off(
    tmp_path: Path, token: OAuthToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STORE_DISABLE_KEYRING", "1")
    monkeypatch.setenv("STORE_DIRECTORY", str(tmp_path / "data"))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", NOWHERE)
    tokens = KeyringTokenStore()
    assert tokens.secure_store.places.keyring is None
    tokens.save_token("anthropic", token)
    assert tokens.get_token("anthropic") == token
