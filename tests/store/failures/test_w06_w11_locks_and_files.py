"""A second holder that got nothing, files that could be swapped, ambiguous locks: W6 to W11."""

from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.async_store import AsyncTokenStore
from store.backends.encrypted_file import EncryptedFile
from store.backends.keyring_wrapped import keyring_wrapped
from store.backends.os_keyring import OSKeyring
from store.backends.sealing.key_sources import KeyFile
from store.errors import Corrupt, KeyMissing, Timeout
from store.model import OAuthToken
from store.secure_store import SecureStore
from store.settings import load_settings
from store.token_store import KeyringTokenStore
from tests.store.conftest import Mode
from tests.store.lock_peer import Peer
from tests.store.own_place import PATIENCE, OwnPlace

OTHER = OAuthToken.parse({"access_token": "s3cret-other", "expiry": 1})


@pytest.mark.requirement("W6")
@pytest.mark.parametrize("same_object", [True, False])
def test_w6_a_second_holder_in_the_same_process_waits_its_turn(
    tokens: KeyringTokenStore, token: OAuthToken, same_object: bool
) -> None:
    second = tokens if same_object else KeyringTokenStore(tokens.secure_store)
    asked, order = threading.Event(), list[str]()

    def refresh_too() -> None:
        asked.set()
        with second.refresh_lock("anthropic", wait=PATIENCE) as mine:
            order.append(f"second {mine} {second.get_token('anthropic') == token}")

    thread = threading.Thread(target=refresh_too)
    with tokens.refresh_lock("anthropic") as mine:
        assert mine
        thread.start()
        assert asked.wait(PATIENCE)
        time.sleep(0.2)
        tokens.save_token("anthropic", token)
        order.append("first")
    thread.join(PATIENCE)
    assert order == ["first", "second True True"]


@pytest.mark.requirement("W6")
def test_w6_tasks_that_refresh_at_once_all_get_the_new_token(
    tokens: KeyringTokenStore, token: OAuthToken
) -> None:
    store = AsyncTokenStore(tokens)
    refreshes: list[OAuthToken] = []

    async def fresh() -> OAuthToken | None:
        async with store.refresh_lock("anthropic", wait=PATIENCE) as mine:
            assert mine
            if await store.get_token("anthropic") is None:
                refreshes.append(token)
                await store.save_token("anthropic", token)
            return await store.get_token("anthropic")

    async def all_at_once() -> list[OAuthToken | None]:
        return await asyncio.gather(*(fresh() for _ in range(4)))

    assert asyncio.run(all_at_once()) == [token] * 4
    assert refreshes == [token]


@pytest.mark.requirement("W7")
def test_w7_every_operation_has_a_deadline(place: OwnPlace, token: OAuthToken) -> None:
    place.tokens().save_token("anthropic", token)
    with place.outage(Timeout):
        tokens = place.tokens()
        start = time.monotonic()
        for verb in (
            lambda: tokens.save_token("anthropic", OTHER),
            lambda: tokens.remove_token("anthropic"),
            lambda: tokens.save_token("codex", OTHER),
        ):
            with pytest.raises(Timeout):
                verb()
        assert time.monotonic() - start < 3 * place.seconds * 1.2 + 1
    assert place.tokens().get_token("anthropic") in (token, OTHER, None)


@pytest.fixture
def sealed(mode: Mode, tmp_path: Path, request: pytest.FixtureRequest) -> EncryptedFile:
    """Files whose key lies in the real keyring, or in a file."""
    if mode == "fallback":
        return EncryptedFile(tmp_path / "data", KeyFile(tmp_path / "keys"))
    bus = request.getfixturevalue("secret_service").address
    return keyring_wrapped(tmp_path / "data", OSKeyring(tmp_path / "run" / "lock", bus=bus))


def over(sealed: EncryptedFile, service: str, directory: Path) -> KeyringTokenStore:
    store = SecureStore(service, directory=directory, keyring=None, fallback=sealed, deadline=20)
    return KeyringTokenStore(store)


@pytest.mark.requirement("W8")
def test_w8_swapped_files_do_not_open(
    sealed: EncryptedFile, tmp_path: Path, service_name: str, token: OAuthToken
) -> None:
    tokens = over(sealed, service_name, tmp_path / "data")
    tokens.save_token("anthropic", token, "mine")
    tokens.save_token("anthropic", OTHER, "yours")
    mine, yours = (sealed.path(service_name, f"anthropic:{name}") for name in ("mine", "yours"))
    before = mine.read_bytes(), yours.read_bytes()
    mine.write_bytes(before[1])
    yours.write_bytes(before[0])
    again = over(sealed, service_name, tmp_path / "data")
    for bucket in ("mine", "yours"):
        assert again.get_token("anthropic", bucket) is None
        with pytest.raises(Corrupt):
            again.secure_store.get(f"anthropic:{bucket}")
    assert (mine.read_bytes(), yours.read_bytes()) == (before[1], before[0])
    mine.write_bytes(before[0])
    assert again.get_token("anthropic", "mine") == token


@pytest.mark.requirement("W8")
def test_w8_a_file_of_another_service_does_not_open(
    sealed: EncryptedFile, tmp_path: Path, service_name: str, token: OAuthToken
) -> None:
    one, two = f"{service_name}a", f"{service_name}b"
    over(sealed, one, tmp_path / "data").save_token("anthropic", token)
    other = over(sealed, two, tmp_path / "data")
    other.save_token("anthropic", OTHER)
    theirs = sealed.path(one, "anthropic:default").read_bytes()
    sealed.path(two, "anthropic:default").write_bytes(theirs)
    with pytest.raises((Corrupt, KeyMissing)):
        other.secure_store.get("anthropic:default")


AMBIGUOUS = [
    [("a", "b-c"), ("a-b", "c")],
    [("gemini-work", None), ("gemini", "work")],
    [("Codex", "x"), ("codex", "x"), ("codex", "X")],
    [("a.b", "c"), ("a", "b.c")],
    [("a", "default-refresh"), ("a", None), ("a-default", "refresh")],
]


@pytest.mark.requirement("W9")
@pytest.mark.parametrize("accounts", AMBIGUOUS)
def test_w9_locks_of_two_accounts_are_never_one(
    tokens: KeyringTokenStore, accounts: list[tuple[str, str | None]]
) -> None:
    with Peer(tokens.lock_directory) as peer:
        (first, bucket), *others = accounts
        assert peer.ask("acquire", f"{first}:{bucket or 'default'}") == "True"
        assert not tokens.acquire_refresh_lock(first, bucket, wait=0)
        for provider, name in others:
            assert tokens.acquire_refresh_lock(provider, name, wait=0)
        for provider, name in others:
            tokens.release_refresh_lock(provider, name)
        assert peer.ask("holds", f"{first}:{bucket or 'default'}") == "True"
        assert not tokens.acquire_refresh_lock(first, bucket, wait=0)


VARIABLES = (
    *("HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"),
    *("XDG_RUNTIME_DIR", "TMPDIR", "LLXPRT_LOG_HOME", "LLXPRT_CONFIG_HOME", "USER", "HOSTNAME"),
    *("STORE_DIRECTORY", "STORE_KEY_DIRECTORY", "STORE_RUNTIME_DIRECTORY", "STORE_BACKEND"),
)
VALUES = st.sampled_from(["/one", "/two/three", "/one/four"])
ENVIRONMENT = st.fixed_dictionaries(
    {}, optional={name: VALUES for name in VARIABLES if name != "STORE_BACKEND"}
)


def places_under(environment: dict[str, str]) -> tuple[Path, Path]:
    """Where a program in that environment keeps its data, and its locks."""
    with pytest.MonkeyPatch.context() as patch:
        for name in VARIABLES:
            patch.delenv(name, raising=False)
        for name, value in environment.items():
            patch.setenv(name, value)
        patch.setenv("STORE_BACKEND", "file")
        tokens = KeyringTokenStore(settings=load_settings())
        return tokens.secure_store.directory, tokens.lock_directory


@pytest.mark.requirement("W11", "F3")
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(first=ENVIRONMENT, second=ENVIRONMENT)
def test_w11_locks_are_the_same_exactly_where_the_data_is(
    first: dict[str, str], second: dict[str, str]
) -> None:
    (data, locks), (other_data, other_locks) = places_under(first), places_under(second)
    assert (data == other_data) == (locks == other_locks)
