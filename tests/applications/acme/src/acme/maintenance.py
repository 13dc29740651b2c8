"""Tidying up: forgetting tokens that expired and cannot be renewed."""

import time
from pathlib import Path

from acme.auth import token_store


def prune() -> int:
    """Forget the dead tokens of the user; the number of them."""
    from acme.auth.token_store import MultiProviderTokenStore

    store = MultiProviderTokenStore(token_store.oauth_directory(), create=False)
    dead = [
        (provider, bucket)
        for provider in store.list_providers()
        for bucket in store.list_buckets(provider)
        if (token := store.get_token(provider, bucket)) is not None
        and token.refresh_token is None
        and token.expiry < time.time()
    ]
    for provider, bucket in dead:
        store.remove_token(provider, bucket)
    return len(dead)


def count_tokens(directory: str) -> int:
    """The number of tokens that a directory holds."""
    store = token_store.MultiProviderTokenStore(Path(directory))
    return sum(len(store.list_buckets(provider)) for provider in store.list_providers())
