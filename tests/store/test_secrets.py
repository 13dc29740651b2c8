"""No error, traceback or repr shows a secret, whatever state a place is in; no file holds one."""

from __future__ import annotations

import copy
import json
import pickle
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from store.backends.memory import MemoryBackend
from store.backends.sealing.envelope import Entry
from store.backends.sealing.key_ring import mint, ring_of
from store.backends.sealing.key_sources import Passphrase
from store.errors import StoreError
from store.model import OAuthToken
from store.records import Record
from store.secure_store import SecureStore
from store.settings import StoreSettings
from store.token_store import KeyringTokenStore
from tests.store.own_place import OwnPlace
from tests.store.sweep import SECRET

Verb = Callable[[KeyringTokenStore, OAuthToken], object]
VERBS: dict[str, Verb] = {
    "save": lambda tokens, token: tokens.save_token("anthropic", token),
    "save a first one": lambda tokens, token: tokens.save_token("codex", token),
    "get": lambda tokens, token: tokens.get_token("anthropic"),
    "remove": lambda tokens, token: tokens.remove_token("anthropic"),
    "stats": lambda tokens, token: tokens.get_bucket_stats("anthropic", "default"),
    "list": lambda tokens, token: tokens.list_buckets("anthropic"),
    "repair": lambda tokens, token: tokens.secure_store.repair(),
}


@pytest.mark.requirement("R4.4", "R11.1", "R12.2")
def test_no_outage_leads_to_a_secret(place: OwnPlace, token: OAuthToken) -> None:
    place.tokens().save_token("anthropic", token)
    place.tokens().save_token("anthropic", token, "work")
    met = 0
    for kind in place.outages:
        with place.outage(kind):
            for verb in VERBS.values():
                met += shows_nothing(lambda verb=verb: verb(place.tokens(), token))  # type: ignore[misc]
    assert met >= len(place.outages)


@pytest.mark.requirement("R4.4", "R12.3")
def test_no_damage_leads_to_a_secret(place: OwnPlace, token: OAuthToken) -> None:
    place.tokens().save_token("anthropic", token)
    place.damage("anthropic:default")
    assert shows_nothing(lambda: place.secure().get("anthropic:default"))


@pytest.mark.requirement("R4.4", "R12.3")
@pytest.mark.parametrize("cut", [0, 1, 9, 40])
def test_no_part_of_a_value_is_told(token: OAuthToken, tmp_path: Path, cut: int) -> None:
    value = token.to_json()
    record = json.dumps({"v": 1, "gen": 1, "at": 1, "value": value[: len(value) - cut]})
    for text in (record if cut else value, record[: len(record) - cut - 1]):
        memory = MemoryBackend()
        memory.entries["svc", "qwen:default"] = text
        store = SecureStore("svc", directory=tmp_path, keyring=None, fallback=memory)
        shows_nothing(lambda store=store: store.get("qwen:default"))  # type: ignore[misc]
        assert KeyringTokenStore(store).get_token("qwen") is None


def test_no_repr_shows_a_secret(place: OwnPlace, token: OAuthToken, tmp_path: Path) -> None:
    ring = ring_of(mint())
    key = next(iter(ring.keys.values()))
    tokens = place.tokens(passphrase=SecretStr(SECRET))
    tokens.save_token("anthropic", token)
    things = [
        *(token, copy.deepcopy(token), tokens, tokens.secure_store, tokens.secure_store.index()),
        *(Record(1, 1, token.to_json()), Entry("a:b", token.to_json()), ring),
        *(Passphrase(tmp_path, SECRET), StoreSettings(passphrase=SecretStr(SECRET))),
        *(place.files(), place.keyring(), place.place().describe()),
    ]
    for thing in things:
        said = f"{thing!r} {thing}"
        assert SECRET not in said
        assert key.hex() not in said
        assert repr(key) not in said


@pytest.mark.requirement("R18.1")
def test_no_file_holds_a_secret_in_clear(place: OwnPlace, token: OAuthToken) -> None:
    tokens = place.tokens()
    assert tokens.acquire_refresh_lock("anthropic", wait=0)
    tokens.save_token("anthropic", token)
    for kind in place.outages:
        with place.outage(kind):
            shows_nothing(lambda: place.tokens().save_token("anthropic", token, "work"))
    found = [path for path in place.folder.rglob("*") if path.is_file()]
    assert any(path.name == "index.json" for path in found)
    for path in found:
        assert SECRET.encode() not in path.read_bytes(), path


def test_a_token_is_not_pickled_and_an_error_is_without_a_secret(token: OAuthToken) -> None:
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(token)
    assert shows_nothing(lambda: OAuthToken.parse({"access_token": [SECRET], SECRET: SECRET}))
    assert shows_nothing(lambda: OAuthToken.from_json(SECRET))


def shows_nothing(work: Callable[[], object]) -> bool:
    """Say whether it raised; a traceback that leads to a secret fails."""
    try:
        work()
    except StoreError as error:
        assert SECRET not in "".join(traceback.format_exception(error))
        for each in chain(error):
            assert SECRET not in f"{each!r} {each.args} {vars(each)}"
        assert SECRET.encode() not in pickle.dumps(error)
        return True
    return False


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, what caused it and what it came upon."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
