"""R4 and R12.3: an entry that cannot be trusted is no token, is kept, and is told by a hash."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable

import pytest

from store.deadlines import Deadline
from store.errors import Corrupt, NewerVersion
from store.model import OAuthToken
from store.secure_store import SecureStore
from store.token_store import KeyringTokenStore
from tests.store.own_place import SERVICE, OwnPlace

ACCOUNT = "anthropic:default"
DIGEST = hashlib.sha256(ACCOUNT.encode()).hexdigest()[:16]
NOT_JSON = ["", "{", "s3cret", '{"access_token": "s3cret"', "\0", "[" * 5000, "nul"]
NOT_A_TOKEN = ["null", "[]", '"s3cret"', "1", "{}", '{"access_token": "s3cret"}']
Warnings = Callable[[], list[str]]


@pytest.fixture
def warnings(caplog: pytest.LogCaptureFixture) -> Warnings:
    """The warnings so far; whatever is logged shows neither the key nor a secret."""

    def texts() -> list[str]:
        assert "s3cret" not in caplog.text
        assert "anthropic" not in caplog.text
        return [each.message for each in caplog.records if each.levelno >= logging.WARNING]

    caplog.set_level(logging.DEBUG, "store")
    return texts


@pytest.mark.requirement("R4.1", "R12.3")
@pytest.mark.parametrize("text", NOT_JSON)
def test_bad_json_is_a_warning_and_no_token(
    tokens: KeyringTokenStore, secure: SecureStore, text: str, warnings: Warnings
) -> None:
    secure.set(ACCOUNT, text)
    assert tokens.get_token("anthropic") is None
    assert tokens.get_bucket_stats("anthropic", "default") is None
    assert len(warnings()) == 2
    assert secure.get(ACCOUNT) == text


@pytest.mark.requirement("R4.2", "R12.3")
@pytest.mark.parametrize("text", NOT_A_TOKEN)
def test_a_bad_schema_is_a_warning_and_no_token(
    tokens: KeyringTokenStore, secure: SecureStore, text: str, warnings: Warnings
) -> None:
    secure.set(ACCOUNT, text)
    assert tokens.get_token("anthropic") is None
    (warning,) = warnings()
    assert "corrupt and was kept" in warning
    assert secure.get(ACCOUNT) == text


@pytest.mark.requirement("R4.3", "R12.3")
def test_an_entry_that_another_program_damaged_is_kept(
    place: OwnPlace, token: OAuthToken, warnings: Warnings
) -> None:
    place.tokens().save_token("anthropic", token)
    junk = place.damage(ACCOUNT)
    tokens = place.tokens()
    for _ in range(3):
        assert tokens.get_token("anthropic") is None
    assert len(warnings()) == 3
    assert place.raw(ACCOUNT) == junk
    assert tokens.list_buckets("anthropic") == ("default",)
    with pytest.raises(Corrupt):
        tokens.secure_store.get(ACCOUNT)


@pytest.mark.requirement("R4.3")
def test_a_new_token_replaces_a_damaged_one_and_a_file_s_bytes_stay_beside_it(
    place: OwnPlace, token: OAuthToken
) -> None:
    place.tokens().save_token("anthropic", token)
    junk = place.damage(ACCOUNT)
    tokens = place.tokens()
    tokens.save_token("anthropic", token)
    assert tokens.get_token("anthropic") == token
    kept = [each.read_bytes() for each in (place.data / SERVICE).rglob("*.corrupt")]
    assert kept == ([junk] if place.daemon is None else [])


@pytest.mark.requirement("R4.3")
def test_an_older_value_that_was_put_back_is_no_token(
    place: OwnPlace, token: OAuthToken, warnings: Warnings
) -> None:
    tokens = place.tokens()
    tokens.save_token("anthropic", token)
    older = place.raw(ACCOUNT)
    assert older is not None
    tokens.save_token("anthropic", OAuthToken.parse({"access_token": "s3cret-new", "expiry": 1}))
    _put(place, older)
    assert place.tokens().get_token("anthropic") is None
    assert place.raw(ACCOUNT) == older
    assert len(warnings()) == 1


@pytest.mark.requirement("R4.4")
def test_a_log_names_the_key_by_its_hash_alone(
    place: OwnPlace, token: OAuthToken, warnings: Warnings
) -> None:
    place.tokens().save_token("anthropic", token)
    place.damage(ACCOUNT)
    assert place.tokens().get_token("anthropic") is None
    (warning,) = warnings()
    assert DIGEST in warning


@pytest.mark.requirement("R12.3")
def test_damage_to_one_entry_is_none_of_the_others(place: OwnPlace, token: OAuthToken) -> None:
    tokens = place.tokens()
    tokens.save_token("anthropic", token)
    tokens.save_token("anthropic", token, "work")
    place.damage(ACCOUNT)
    assert place.tokens().get_token("anthropic") is None
    assert place.tokens().get_token("anthropic", "work") == token
    assert place.tokens().remove_token("anthropic")
    assert place.raw(ACCOUNT) is None


@pytest.mark.requirement("R4.1", "R12.3")
@pytest.mark.parametrize(
    "fields", [{}, {"v": 1}, {"v": 1, "gen": -1, "at": 1, "value": "s3cret"}, {"v": "1"}]
)
def test_a_record_of_another_shape_is_no_token(
    place: OwnPlace, token: OAuthToken, fields: dict[str, object], warnings: Warnings
) -> None:
    place.tokens().save_token("anthropic", token)
    _put(place, json.dumps(fields).encode())
    assert place.tokens().get_token("anthropic") is None
    assert len(warnings()) == 1


@pytest.mark.requirement("R4.3")
def test_what_a_newer_version_wrote_is_an_error_and_no_absent_token(
    place: OwnPlace, token: OAuthToken, warnings: Warnings
) -> None:
    place.tokens().save_token("anthropic", token)
    newer = json.dumps({"v": 9, "value": "s3cret"}).encode()
    _put(place, newer)
    for use in (
        lambda: place.tokens().get_token("anthropic"),
        lambda: place.tokens().get_bucket_stats("anthropic", "default"),
    ):
        with pytest.raises(NewerVersion):
            use()
    assert place.raw(ACCOUNT) == newer
    assert warnings() == []


def _put(place: OwnPlace, content: bytes) -> None:
    if place.daemon is None:
        place.files().path(SERVICE, ACCOUNT).write_bytes(content)
    else:
        place.place().set(SERVICE, ACCOUNT, content.decode(), Deadline.after(20))
