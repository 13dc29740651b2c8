"""The nouns of the store: a token and the figures of a bucket."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, SecretStr


class OAuthToken(BaseModel):
    """What a provider handed out; unknown fields survive, and nothing secret shows in ``repr``."""

    model_config = ConfigDict(extra="allow", frozen=True, hide_input_in_errors=True)

    access_token: SecretStr
    expiry: int | float
    token_type: Literal["Bearer", "bearer"] = "Bearer"  # noqa: S105
    refresh_token: SecretStr | None = None
    scope: str | None = None
    resource_url: str | None = None

    def __repr_args__(self) -> Any:
        """Name the declared fields only: an unknown one (``id_token``) may be as secret."""
        fields = type(self).model_fields
        return [(name, value) for name, value in super().__repr_args__() if name in fields]

    def to_json(self) -> str:
        """Return the JSON text to be stored, secrets in clear and absent fields left out."""
        fields = self.model_dump(exclude_none=True)
        return json.dumps({name: _reveal(value) for name, value in fields.items()})


def _reveal(value: object) -> object:
    return value.get_secret_value() if isinstance(value, SecretStr) else value


@dataclass(frozen=True, slots=True)
class BucketStats:
    """How much a bucket was used; counting is not the store's business, so the figures are zero."""

    bucket: str
    request_count: int = 0
    percentage: float = 0.0
    last_used: float | None = None
