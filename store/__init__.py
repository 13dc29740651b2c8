"""OAuth tokens kept in the operating system's keyring, or in encrypted files where there is none.

Names load on first use, so that ``import store`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store import errors
    from store.async_store import AsyncTokenStore
    from store.model import BucketStats, OAuthToken
    from store.secure_store import SecureStore
    from store.settings import StoreSettings
    from store.token_store import KeyringTokenStore, TokenStore

__all__ = [
    "AsyncTokenStore",
    "BucketStats",
    "KeyringTokenStore",
    "OAuthToken",
    "SecureStore",
    "StoreSettings",
    "TokenStore",
    "errors",
]

_HOMES = {
    "AsyncTokenStore": "store.async_store",
    "BucketStats": "store.model",
    "KeyringTokenStore": "store.token_store",
    "OAuthToken": "store.model",
    "SecureStore": "store.secure_store",
    "StoreSettings": "store.settings",
    "TokenStore": "store.token_store",
}


def __getattr__(name: str) -> object:
    """Import the home of an exported name."""
    if name == "errors":
        return import_module("store.errors")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
