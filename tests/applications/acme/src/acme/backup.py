"""Copying all tokens to another directory."""

from pathlib import Path

from acme.auth.token_store import MultiProviderTokenStore as Store
from acme.auth.token_store import oauth_directory


def backup(target: Path) -> int:
    """Copy every token to `target`; the number of tokens copied."""
    source, copy = Store(oauth_directory()), Store(base_path=target)
    count = 0
    for provider in source.list_providers():
        for bucket in source.list_buckets(provider):
            if (token := source.get_token(provider, bucket)) is not None:
                copy.save_token(provider, token, bucket)
                count += 1
    return count
