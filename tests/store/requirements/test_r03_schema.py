"""R3: a token is validated on both ways, keeps what it does not know, and is JSON text."""

from __future__ import annotations

import json
import logging

import pytest

from store.errors import InvalidToken
from store.model import OAuthToken
from store.secure_store import SecureStore
from store.token_store import KeyringTokenStore
from tests.store.requirements.token_peer import TokenPeer

SOUND = {"access_token": "s3cret-access", "expiry": 4_000_000_000}
WRONG: dict[str, dict[str, object]] = {
    "no access token": {"expiry": 1},
    "access token of another kind": SOUND | {"access_token": 1},
    "no expiry": {"access_token": "s3cret-access"},
    "expiry in words": SOUND | {"expiry": "tomorrow"},
    "expiry as text": SOUND | {"expiry": "4000000000"},
    "expiry as a claim": SOUND | {"expiry": True},
    "expiry of nothing": SOUND | {"expiry": None},
    "another type": SOUND | {"token_type": "mac"},
    "refresh token of another kind": SOUND | {"refresh_token": ["s3cret-refresh"]},
    "scope of another kind": SOUND | {"scope": ["a"]},
}


@pytest.mark.requirement("R3.1")
@pytest.mark.parametrize("fields", WRONG.values(), ids=WRONG)
def test_a_wrong_token_is_refused_when_it_is_saved(
    tokens: KeyringTokenStore, token: OAuthToken, fields: dict[str, object]
) -> None:
    tokens.save_token("a", token)
    with pytest.raises(InvalidToken) as caught:
        OAuthToken.parse(fields)
    assert "s3cret" not in f"{caught.value!r} {caught.value}"
    # Whoever goes round the constructor is stopped at the door.
    unchecked = OAuthToken.model_construct(None, **fields)
    with pytest.raises((InvalidToken, AttributeError)) as unsaved:
        tokens.save_token("a", unchecked)
    assert "s3cret" not in str(unsaved.value)
    assert tokens.get_token("a") == token


@pytest.mark.requirement("R3.1", "R4.2")
@pytest.mark.parametrize("fields", WRONG.values(), ids=WRONG)
def test_a_wrong_token_is_not_returned_when_it_is_read(
    tokens: KeyringTokenStore,
    secure: SecureStore,
    fields: dict[str, object],
    caplog: pytest.LogCaptureFixture,
) -> None:
    text = json.dumps(fields)
    secure.set("a:default", text)
    assert tokens.get_token("a") is None
    assert [each.levelno for each in caplog.records] == [logging.WARNING]
    assert "s3cret" not in caplog.text
    assert secure.get("a:default") == text


@pytest.mark.requirement("R3.2")
def test_unknown_fields_survive(
    tokens: KeyringTokenStore, peer: TokenPeer, caplog: pytest.LogCaptureFixture
) -> None:
    extra = {"id_token": "s3cret-id", "account_id": "s3cret-account", "list": ["s3cret", {"n": 1}]}
    token = OAuthToken.parse(SOUND | extra)
    tokens.save_token("a", token)
    found = tokens.get_token("a")
    assert found == token
    assert json.loads(peer.ask("get_token", "a")) == SOUND | extra | {"token_type": "Bearer"}
    # A program that knows fewer fields passes on what another one stored.
    assert peer.ask("save_token", "a", found.to_json(), "copy") is None
    assert tokens.get_token("a", "copy") == token
    assert found.__pydantic_extra__["id_token"].get_secret_value() == "s3cret-id"
    shown = f"{found!r} {found} {found.model_dump()} {found.model_dump_json()} {caplog.text}"
    assert "s3cret" not in shown


@pytest.mark.requirement("R3.3")
def test_the_value_is_json_text_with_the_expiry_in_unix_seconds(
    tokens: KeyringTokenStore, secure: SecureStore, token: OAuthToken
) -> None:
    tokens.save_token("a", token)
    text = secure.get("a:default")
    assert text is not None
    assert json.loads(text) == {
        "access_token": "s3cret-access",
        "refresh_token": "s3cret-refresh",
        "id_token": "s3cret-id",
        "expiry": 4_000_000_000,
        "token_type": "Bearer",
    }
    secure.set("a:default", '{"access_token": "s3cret", "expiry": 1.5, "scope": null}')
    found = tokens.get_token("a")
    assert found is not None
    assert found.expiry == 1.5
    assert json.loads(found.to_json())["scope"] is None
