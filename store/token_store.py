"""OAuth tokens by provider and bucket: the interface, and its implementation over a SecureStore."""

from __future__ import annotations

import hashlib
import logging
import re
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

from store.backends.encrypted_file import EncryptedFile
from store.backends.os_keyring import OSKeyring
from store.errors import Corrupt, InvalidName, StoreError
from store.locks import RefreshLocks
from store.model import BucketStats, OAuthToken
from store.secure_store import SecureStore
from store.settings import StoreSettings

_NAME = re.compile(r"[A-Za-z0-9._@-]{1,64}")
_DEFAULT_BUCKET = "default"
_log = logging.getLogger(__name__)


class TokenStore(Protocol):
    """Eight verbs over OAuth tokens; a bucket left out is the bucket ``default``."""

    def save_token(self, provider: str, token: OAuthToken, bucket: str | None = None) -> None:
        """Store the token; every store error is raised."""

    def get_token(self, provider: str, bucket: str | None = None) -> OAuthToken | None:
        """Return the token, None when absent or corrupt; other store errors are raised."""

    def remove_token(self, provider: str, bucket: str | None = None) -> bool:
        """Remove the token and say whether it is certainly gone; store errors are only logged."""

    def list_providers(self) -> tuple[str, ...]:
        """Return the sorted providers, none when the store fails."""

    def list_buckets(self, provider: str) -> tuple[str, ...]:
        """Return the sorted buckets of the provider, none when the store fails."""

    def get_bucket_stats(self, provider: str, bucket: str) -> BucketStats | None:
        """Return the bucket's figures, None when it has no token."""

    def acquire_refresh_lock(
        self, provider: str, bucket: str | None = None, *, stale: float = 30.0, wait: float = 10.0
    ) -> bool:
        """Take the refresh lock within ``wait`` seconds, or return False."""

    def release_refresh_lock(self, provider: str, bucket: str | None = None) -> None:
        """Give the refresh lock back."""


class KeyringTokenStore:
    """The TokenStore over the keyring, or over encrypted files where there is none."""

    def __init__(
        self,
        secure_store: SecureStore | None = None,
        *,
        service: str | None = None,
        directory: Path | None = None,
    ) -> None:
        settings = StoreSettings()
        root = directory or settings.directory
        self._store = secure_store or build_secure_store(
            settings, service or settings.service, root
        )
        self._locks = RefreshLocks(root / "locks")

    def save_token(self, provider: str, token: OAuthToken, bucket: str | None = None) -> None:
        """Store the token; every store error is raised."""
        self._store.set(account_of(provider, bucket), token.to_json())

    def get_token(self, provider: str, bucket: str | None = None) -> OAuthToken | None:
        """Return the token; a corrupt entry is kept, warned of and read as None."""
        account = account_of(provider, bucket)
        try:
            text = self._store.get(account)
            return None if text is None else OAuthToken.model_validate_json(text)
        except (Corrupt, ValidationError):
            _log.warning("token entry %s is corrupt and was kept", _digest(account))
            return None

    def remove_token(self, provider: str, bucket: str | None = None) -> bool:
        """Remove the token; a store error is logged and answered with False."""
        account = account_of(provider, bucket)
        try:
            self._store.delete(account)
        except StoreError as error:
            _log.warning("token entry %s may remain: %s", _digest(account), error.code)
            return False
        return True

    def list_providers(self) -> tuple[str, ...]:
        """Return the sorted providers, none when the store fails."""
        return tuple(sorted({provider for provider, _ in self._pairs()}))

    def list_buckets(self, provider: str) -> tuple[str, ...]:
        """Return the sorted buckets of the provider, none when the store fails."""
        check_name("provider", provider)
        return tuple(sorted(bucket for owner, bucket in self._pairs() if owner == provider))

    def get_bucket_stats(self, provider: str, bucket: str) -> BucketStats | None:
        """Return zero figures for a bucket with a token, else None."""
        return None if self.get_token(provider, bucket) is None else BucketStats(bucket)

    def acquire_refresh_lock(
        self, provider: str, bucket: str | None = None, *, stale: float = 30.0, wait: float = 10.0
    ) -> bool:
        """Take the refresh lock within ``wait`` seconds, or return False."""
        return self._locks.acquire(account_of(provider, bucket), stale=stale, wait=wait)

    def release_refresh_lock(self, provider: str, bucket: str | None = None) -> None:
        """Give the refresh lock back; one held by somebody else is left alone."""
        self._locks.release(account_of(provider, bucket))

    def _pairs(self) -> tuple[tuple[str, str], ...]:
        try:
            accounts = self._store.list()
        except StoreError as error:
            _log.warning("tokens cannot be listed: %s", error.code)
            return ()
        split = (account.partition(":") for account in accounts)
        return tuple((left, right) for left, colon, right in split if colon)


def account_of(provider: str, bucket: str | None = None) -> str:
    """Return the key ``provider:bucket`` of two checked names."""
    name = _DEFAULT_BUCKET if bucket is None else bucket
    return f"{check_name('provider', provider)}:{check_name('bucket', name)}"


def check_name(kind: str, name: str) -> str:
    """Return the name, or raise InvalidName with the name and the allowed set."""
    if _NAME.fullmatch(name) is None:
        raise InvalidName(f"invalid {kind} {name!r}: allowed is [A-Za-z0-9._@-], 1 to 64 of them")
    return name


def build_secure_store(settings: StoreSettings, service: str, directory: Path) -> SecureStore:
    """Wire the back ends that the settings ask for."""
    keyring = None if settings.backend == "file" else OSKeyring(directory / "index")
    file = EncryptedFile(directory / "entries", directory / "key")
    policy = "allow" if settings.backend == "file" else settings.fallback
    fallback = None if settings.backend == "keyring" else file
    return SecureStore(service, keyring, fallback, policy)


def _digest(account: str) -> str:
    return hashlib.sha256(account.encode()).hexdigest()[:16]
