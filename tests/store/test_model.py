from __future__ import annotations

from typing import Any

import pytest

from store.errors import InvalidToken
from store.model import OAuthToken

ANSWER: dict[str, Any] = {
    "access_token": "s3cret-access",
    "token_type": "bearer",
    "expires_in": 3600,
    "refresh_token": "s3cret-refresh",
    "scope": "read",
    "id_token": "s3cret-id",
}


def test_a_provider_s_answer_becomes_a_token_with_the_moment_of_its_end() -> None:
    token = OAuthToken.from_response(ANSWER, received=1_000.0)
    assert token.expiry == 4_600
    assert token.token_type == "Bearer"
    assert token.scope == "read"
    assert "expires_in" not in token.to_json()
    assert "s3cret-id" in token.to_json()
    assert "s3cret" not in f"{token!r}"
    assert OAuthToken.from_json(token.to_json()) == token


@pytest.mark.parametrize("kind", ["Bearer", "BEARER", "bEARER"])
def test_the_type_of_a_token_has_no_case(kind: str) -> None:
    token = OAuthToken.from_response(ANSWER | {"token_type": kind}, received=0)
    assert token.token_type == "Bearer"


def test_a_lifetime_may_be_digits_or_left_out() -> None:
    assert OAuthToken.from_response(ANSWER | {"expires_in": "60"}, received=1).expiry == 61
    short = {name: value for name, value in ANSWER.items() if name != "expires_in"}
    assert OAuthToken.from_response(short, received=1, lifetime=9).expiry == 10
    with pytest.raises(InvalidToken, match="expires_in") as caught:
        OAuthToken.from_response(short, received=1)
    assert "lifetime" in caught.value.remedy


@pytest.mark.parametrize(
    "answer",
    [
        {},
        None,
        ANSWER | {"expires_in": True},
        ANSWER | {"expires_in": "soon"},
        ANSWER | {"expires_in": float("nan")},
        ANSWER | {"access_token": None},
        ANSWER | {"token_type": "mac"},
        ANSWER | {"id_token": b"s3cret"},
    ],
)
def test_another_answer_is_no_token_and_is_not_shown(answer: Any) -> None:
    with pytest.raises(InvalidToken) as caught:
        OAuthToken.from_response(answer, received=0)
    assert "s3cret" not in f"{caught.value} {caught.value.remedy} {caught.value.__context__}"
