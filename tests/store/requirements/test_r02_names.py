"""R2 and R19: the names that make a key, and what is said about a bad one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.backends.base import Backend
from store.deadlines import Deadline
from store.errors import InvalidName
from store.model import OAuthToken
from store.names import check_name
from store.secure_store import SecureStore
from store.settings import StoreSettings
from store.token_store import KeyringTokenStore
from tests.store.fakes_of_places import FailingBackend
from tests.store.requirements.rigs import SERVICE, Mode, Rig

ALLOWED = "[A-Za-z0-9._@-]"
BAD = [
    "",
    ".",
    "..",
    "...",
    "a:b",
    "a/b",
    "a\\b",
    "../x",
    "a b",
    "a\n",
    "a\0",
    "x" * 65,
    "\u00e4",
    "\uff41",
    "a%2Fb",
    "*",
]
GOOD = ["a", "A", "0", "-", "_", "a.b", ".a", "me@work.com", "x" * 64, "default", "con", "@"]
Verb = Callable[[KeyringTokenStore, str, str | None], object]
TOKEN = OAuthToken.parse({"access_token": "s3cret-access", "expiry": 1})
VERBS: dict[str, Verb] = {
    "save": lambda tokens, provider, bucket: tokens.save_token(provider, TOKEN, bucket),
    "get": lambda tokens, provider, bucket: tokens.get_token(provider, bucket),
    "remove": lambda tokens, provider, bucket: tokens.remove_token(provider, bucket),
    "stats": lambda tokens, provider, bucket: tokens.get_bucket_stats(
        provider, "good" if bucket is None else bucket
    ),
    "acquire": lambda tokens, provider, bucket: tokens.acquire_refresh_lock(provider, bucket),
    "release": lambda tokens, provider, bucket: tokens.release_refresh_lock(provider, bucket),
}


@pytest.mark.requirement("R2.1")
def test_the_key_is_provider_colon_bucket(
    tokens: KeyringTokenStore, secure: SecureStore, token: OAuthToken
) -> None:
    tokens.save_token("anthropic", token, "me@work.com")
    assert secure.list() == ("anthropic:me@work.com",)
    assert secure.get("anthropic:me@work.com") == token.to_json()
    place = next(iter(secure.places)) if secure.places.keyring is None else secure.places.keyring
    found = place.discover(secure.service, Deadline.after(20))
    assert found == frozenset({"anthropic:me@work.com"})


@pytest.mark.requirement("R2.1")
def test_keys_that_look_alike_are_apart(tokens: KeyringTokenStore) -> None:
    pairs = [("a", "b-c"), ("a-b", "c"), ("A", "b-c"), ("a", "B-c"), ("a.b", "c"), ("b-c", "a")]
    made = {
        pair: OAuthToken.parse({"access_token": f"s3cret {pair}", "expiry": 1}) for pair in pairs
    }
    for (provider, bucket), each in made.items():
        tokens.save_token(provider, each, bucket)
    for (provider, bucket), each in made.items():
        assert tokens.get_token(provider, bucket) == each


@pytest.mark.requirement("R2.2")
def test_a_bucket_that_is_left_out_is_default(
    tokens: KeyringTokenStore, secure: SecureStore, token: OAuthToken
) -> None:
    tokens.save_token("a", token)
    assert secure.list() == ("a:default",)
    assert tokens.get_token("a", "default") == tokens.get_token("a", None) == token
    assert tokens.list_buckets("a") == ("default",)
    assert tokens.acquire_refresh_lock("a")
    assert not tokens.acquire_refresh_lock("a", "default", wait=0)
    tokens.release_refresh_lock("a", "default")
    assert tokens.remove_token("a", "default")
    assert tokens.get_token("a") is None


@pytest.mark.requirement("R2.3")
@pytest.mark.parametrize("name", GOOD)
def test_a_good_name_is_taken(tokens: KeyringTokenStore, token: OAuthToken, name: str) -> None:
    tokens.save_token(name, token, name)
    assert tokens.get_token(name, name) == token
    assert tokens.list_providers() == (name,)
    assert tokens.list_buckets(name) == (name,)
    assert tokens.acquire_refresh_lock(name, name, wait=0)
    tokens.release_refresh_lock(name, name)
    assert tokens.remove_token(name, name)


@pytest.mark.requirement("R2.3", "R2.4", "R19.1")
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("name", BAD, ids=ascii)
def test_a_bad_name_is_refused_by_every_verb_before_anything_is_touched(
    mode: Mode, verb: str, name: str, tmp_path: Path
) -> None:
    place, spare = FailingBackend("place"), FailingBackend("spare")
    places: tuple[Backend | None, Backend] = (place, spare) if mode == "keyring" else (None, place)
    directory = tmp_path / "data"
    store = SecureStore(SERVICE, directory=directory, keyring=places[0], fallback=places[1])
    tokens = KeyringTokenStore(store, settings=StoreSettings())
    for provider, bucket in ((name, None), (name, "good"), ("good", name)):
        with pytest.raises(InvalidName) as caught:
            VERBS[verb](tokens, provider, bucket)
        assert repr(name)[:60] in caught.value.message
        assert ALLOWED in caught.value.message
        assert caught.value.remedy
    with pytest.raises(InvalidName):
        tokens.list_buckets(name)
    assert place.calls == spare.calls == []
    assert not directory.exists()


@pytest.mark.requirement("R2.4")
@pytest.mark.parametrize("trouble", ["gone", "hung"])
def test_a_bad_name_is_refused_whatever_state_the_place_is_in(
    rig: Rig, trouble: str, token: OAuthToken
) -> None:
    rig.program().save_token("good", token)
    with rig.broken("gone" if trouble == "gone" else "hung") as tokens:
        for verb in VERBS.values():
            with pytest.raises(InvalidName):
                verb(tokens, "good", "a/b")


@pytest.mark.requirement("R19.1")
def test_the_error_for_a_bad_name_shows_the_name_and_the_allowed_set(
    tokens: KeyringTokenStore,
) -> None:
    with pytest.raises(InvalidName) as caught:
        tokens.get_token("my provider")
    assert "invalid provider 'my provider'" in str(caught.value)
    with pytest.raises(InvalidName) as caught:
        tokens.get_token("anthropic", "new\nline")
    assert r"invalid bucket 'new\nline'" in str(caught.value)
    assert ALLOWED in str(caught.value)
    with pytest.raises(InvalidName) as caught:
        tokens.get_token("x" * 100_000)
    assert len(str(caught.value)) < 300


@pytest.mark.requirement("R2.3")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(name=st.text(max_size=70))
def test_the_set_is_exactly_the_one_that_the_error_shows(name: str) -> None:
    legal = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._@-")
    good = 0 < len(name) <= 64 and set(name) <= legal and set(name) != {"."}
    if good:
        assert check_name("provider", name) == name
    else:
        with pytest.raises(InvalidName):
            check_name("provider", name)
