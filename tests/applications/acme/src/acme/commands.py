"""What the commands do; each returns the line to print."""

import time
from pathlib import Path

from store import OAuthToken

from acme.auth import AuditedTokenStore, MultiProviderTokenStore, oauth_directory
from acme.auth import refresh as renewal
from acme.backup import backup as copy_all
from acme.maintenance import count_tokens, prune


def open_store() -> MultiProviderTokenStore:
    """The store of the user; MultiProviderTokenStore makes its directory at the first login."""
    return MultiProviderTokenStore(
        oauth_directory(),  # ACME_HOME, when it is set
        # A user may log out before any login.
        create=True,
    )


def login(
    provider: str, bucket: str | None, token: str, refresh_token: str | None, expires_in: int
) -> str:
    store = AuditedTokenStore(oauth_directory(), actor="login")
    expiry = int(time.time()) + expires_in
    new = OAuthToken(
        access_token=token, refresh_token=refresh_token, expiry=expiry, token_type="Bearer"
    )
    store.save_token(provider, new, bucket)
    return f"logged in to {provider}"


def status() -> str:
    # No login yet, no directory: MultiProviderTokenStore must not make one here.
    store = MultiProviderTokenStore(base_path=str(oauth_directory()), create=False)
    lines = [
        describe(provider, bucket, store.get_token(provider, bucket))
        for provider in store.list_providers()
        for bucket in store.list_buckets(provider)
    ]
    return "\n".join(lines) or "not logged in"


def describe(provider: str, bucket: str, token: OAuthToken | None) -> str:
    if token is None:
        return f"{provider} {bucket} unreadable"
    state = "valid" if token.expiry > time.time() else "expired"
    return f"{provider} {bucket} {state}"


def logout(provider: str, bucket: str | None) -> str:
    store = open_store()
    if store.get_token(provider, bucket) is None:
        return f"not logged in to {provider}"
    store.remove_token(provider, bucket)
    return f"logged out of {provider}"


def refresh(provider: str, bucket: str | None) -> str:
    renewal.refresh(open_store(), provider, bucket, renewal.exchange_over_http)
    return f"refreshed {provider}"


def prune_expired() -> str:
    return f"forgot {prune()}"


def backup(target: Path) -> str:
    copied = copy_all(target)
    return f"copied {copied}, {count_tokens(str(target))} kept there"
