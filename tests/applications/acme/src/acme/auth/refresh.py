"""Renewing a token: one process at a time, and nothing is lost on the way."""

import json
import os
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from typing import TYPE_CHECKING

from store import OAuthToken

from acme.auth.token_store import reveal

if TYPE_CHECKING:
    from acme.auth.token_store import MultiProviderTokenStore


class RefreshError(Exception):
    """The token could not be renewed; the message says why."""


def refresh(
    store: "MultiProviderTokenStore",
    provider: str,
    bucket: str | None,
    exchange: Callable[[str, str], OAuthToken],
) -> OAuthToken:
    """Exchange the refresh token for a new token and keep that one."""
    if not store.acquire_refresh_lock(provider, bucket):
        raise RefreshError(f"{provider} is being refreshed by another process")
    try:
        token = store.get_token(provider, bucket)
        if token is None or token.refresh_token is None:
            raise RefreshError(f"{provider} has no refresh token: log in again")
        fresh = exchange(provider, reveal(token.refresh_token))
        store.save_token(provider, fresh, bucket)
        return fresh
    finally:
        store.release_refresh_lock(provider, bucket)


def exchange_over_http(provider: str, refresh_token: str) -> OAuthToken:
    """Ask the endpoint of ACME_TOKEN_URL for a new token (RFC 6749, section 6)."""
    url = os.environ.get("ACME_TOKEN_URL")
    if not url:
        raise RefreshError("ACME_TOKEN_URL is not set")
    form = {"grant_type": "refresh_token", "refresh_token": refresh_token, "client_id": provider}
    with urllib.request.urlopen(url, urllib.parse.urlencode(form).encode(), timeout=30) as answer:
        values = json.load(answer)
    return OAuthToken(
        access_token=values["access_token"],
        refresh_token=values.get("refresh_token", refresh_token),
        expiry=int(time.time()) + values.get("expires_in", 3600),
        token_type="Bearer",
    )
