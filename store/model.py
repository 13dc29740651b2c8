"""The nouns of the store: a token and the figures of a bucket."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, NoReturn, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Secret,
    SecretStr,
    StrictFloat,
    StrictInt,
    ValidationError,
)

from store.errors import InvalidToken


def _finite(number: int | float) -> int | float:
    if number != number or number in (float("inf"), float("-inf")):
        raise ValueError("not a finite number")
    return number


class OAuthToken(BaseModel):
    """What a provider handed out, with the moment at which it expires.

    ``expiry`` is in unix seconds. Unknown fields (``id_token``, ``account_id``) survive as secrets:
    they may be as private as the token. No secret shows in ``repr``, ``str``, a dump or an error;
    pickling is refused. ``get_secret_value()`` of a field is the only way to its text.
    """

    model_config = ConfigDict(extra="allow", frozen=True, hide_input_in_errors=True)
    __pydantic_extra__: dict[str, Secret[Any]]

    access_token: SecretStr
    expiry: Annotated[StrictInt | StrictFloat, AfterValidator(_finite)]
    token_type: Literal["Bearer", "bearer"] = "Bearer"  # noqa: S105
    refresh_token: SecretStr | None = None
    scope: str | None = None
    resource_url: str | None = None

    @classmethod
    def parse(cls, fields: Mapping[str, Any]) -> Self:
        """Return the token of its fields; raises InvalidToken, which names fields only."""
        return cls._checked(_dumped(fields))

    @classmethod
    def from_response(
        cls, fields: Mapping[str, Any], *, received: float, lifetime: float | None = None
    ) -> Self:
        """Return the token of a provider's answer (RFC 6749, section 5.1).

        ``received`` is when it came, in unix seconds; ``lifetime`` stands for an ``expires_in``
        that the provider leaves out. Raises InvalidToken.
        """
        given = dict(fields) if isinstance(fields, Mapping) else {}
        seconds = given.pop("expires_in", lifetime)
        if isinstance(seconds, str) and seconds.isascii() and seconds.isdigit():
            seconds = int(seconds)
        if isinstance(seconds, bool) or not isinstance(seconds, int | float):
            remedy = "Say how long such tokens live: lifetime."
            raise InvalidToken("not a token: expires_in", remedy)
        if str(given.get("token_type", "")).lower() == "bearer":
            given["token_type"] = "Bearer"  # noqa: S105
        return cls.parse({**given, "expiry": received + seconds})

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the token of its JSON text; raises InvalidToken, which names fields only."""
        return cls._checked(text)

    @classmethod
    def _checked(cls, text: str) -> Self:
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            problems = error.errors(include_url=False, include_input=False, include_context=False)
        # Outside of the handler, so that no traceback leads to pydantic's error and its inputs.
        known = set(cls.model_fields)
        fields = {str(each["loc"][0]) for each in problems if each["loc"]} & known
        raise InvalidToken(f"not a token: {', '.join(sorted(fields)) or 'not a JSON object'}")

    def to_json(self) -> str:
        """Return the JSON text to be stored: secrets in clear, what was not given left out."""
        declared = {
            name: value
            for name, value in self.__dict__.items()
            if value is not None or name in self.model_fields_set
        }
        fields = declared | (self.__pydantic_extra__ or {})
        text = _dumped({name: _reveal(value) for name, value in fields.items()})
        if not text:
            raise InvalidToken("not a token: a field is not JSON, or a number is not finite")
        return text

    def __repr_args__(self) -> Any:
        fields = type(self).model_fields
        return [(name, value) for name, value in super().__repr_args__() if name in fields]

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError("a token is not pickled: that would write its secrets in clear")


def _dumped(fields: Mapping[str, Any]) -> str:
    try:
        return json.dumps(dict(fields), default=_reveal, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return ""


def _reveal(value: object) -> object:
    return value.get_secret_value() if isinstance(value, SecretStr | Secret) else value


@dataclass(frozen=True, slots=True)
class BucketStats:
    """How much a bucket was used; the store does not count, and None says so."""

    bucket: str
    request_count: int | None = None
    percentage: float | None = None
    last_used: float | None = None
