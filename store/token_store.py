"""OAuth tokens by provider and bucket: the interface, and its implementation over a SecureStore."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from store.deadlines import Deadline
from store.errors import Corrupt, InvalidToken, NewerVersion, Outage
from store.locks import RefreshLocks
from store.model import BucketStats, OAuthToken
from store.names import account_of, check_name, digest_of
from store.wiring import build_secure_store, isolated, settings_or_environment

if TYPE_CHECKING:
    from store.secure_store import SecureStore
    from store.settings import StoreSettings

_log = logging.getLogger(__name__)


@runtime_checkable
class TokenStore(Protocol):
    """Eight verbs over OAuth tokens; a bucket left out is the bucket ``default``.

    Each raises InvalidName for a bad name before anything is touched, and an Outage (Unavailable,
    Locked, Denied, Timeout) when the place cannot be asked: an outage is never "no token".
    """

    def save_token(self, provider: str, token: OAuthToken, bucket: str | None = None) -> None:
        """Store the token; every store error is raised."""

    def get_token(self, provider: str, bucket: str | None = None) -> OAuthToken | None:
        """Return the token, None when there is none or when it is corrupt."""

    def remove_token(self, provider: str, bucket: str | None = None) -> bool:
        """Remove the token and say whether there was one; raises when it may still be stored."""

    def list_providers(self) -> tuple[str, ...]:
        """Return the sorted providers that have a token."""

    def list_buckets(self, provider: str) -> tuple[str, ...]:
        """Return the sorted buckets of the provider."""

    def get_bucket_stats(self, provider: str, bucket: str) -> BucketStats | None:
        """Return the bucket's figures, None when it has no token."""

    def acquire_refresh_lock(
        self,
        provider: str,
        bucket: str | None = None,
        *,
        stale: float | None = None,
        wait: float | None = None,
    ) -> bool:
        """Take the refresh lock within ``wait`` seconds, or return False."""

    def release_refresh_lock(self, provider: str, bucket: str | None = None) -> None:
        """Give the refresh lock back; without one of one's own this does nothing."""


class KeyringTokenStore:
    """The TokenStore over the keyring, or over encrypted files where there is none.

    Without arguments it is what the ``STORE_*`` variables say. ``directory`` isolates tokens, keys
    and locks in one call; ``secure_store`` replaces where tokens are kept. While this object holds
    a refresh lock, ``save_token`` and ``remove_token`` of that account are fenced: they raise
    LockLost when the lock was taken over meanwhile.
    """

    def __init__(
        self,
        secure_store: SecureStore | None = None,
        *,
        settings: StoreSettings | None = None,
        service: str | None = None,
        directory: Path | None = None,
        lock_directory: Path | None = None,
        best_effort: bool | None = None,
    ) -> None:
        chosen = isolated(settings_or_environment(settings), service=service, directory=directory)
        self._store = secure_store or build_secure_store(chosen)
        # The environment's lock directory is that of its own store, not of any that is injected.
        own = chosen.lock_directory if secure_store is None or settings is not None else None
        self.lock_directory = lock_directory or own or self._store.directory / "locks"
        self._locks = RefreshLocks(
            self.lock_directory, stale=chosen.lock_stale, poll=chosen.lock_poll
        )
        self._wait = chosen.lock_wait
        self._seconds = chosen.operation_deadline
        self._best_effort = chosen.best_effort if best_effort is None else best_effort

    @property
    def secure_store(self) -> SecureStore:
        """The store below, whose values are the tokens' JSON texts."""
        return self._store

    def save_token(self, provider: str, token: OAuthToken, bucket: str | None = None) -> None:
        """Store the token; every store error is raised.

        Under this object's refresh lock the old token may be spent already: then an outage of the
        keyring sends the new one to the encrypted fallback, if that is allowed, with a warning.
        """
        account = account_of(provider, bucket)
        text = OAuthToken.from_json(token.to_json()).to_json()
        deadline = Deadline.after(self._seconds)
        with self._locks.fenced(account, deadline) as holding:
            self._store.set(account, text, spill=holding, deadline=deadline)

    def get_token(self, provider: str, bucket: str | None = None) -> OAuthToken | None:
        """Return the token; a corrupt entry is kept, warned of and read as None."""
        account = account_of(provider, bucket)
        try:
            text = self._store.get(account)
            return None if text is None else OAuthToken.from_json(text)
        except NewerVersion:
            raise
        except (Corrupt, InvalidToken) as error:
            _log.warning(
                "token entry %s is corrupt and was kept: %s", digest_of(account), error.message
            )
            return None

    def remove_token(self, provider: str, bucket: str | None = None) -> bool:
        """Remove the token and say whether there was one.

        Raises when it may still be stored; with ``best_effort`` that is logged and False.
        """
        account = account_of(provider, bucket)
        try:
            deadline = Deadline.after(self._seconds)
            with self._locks.fenced(account, deadline):
                return self._store.delete(account, deadline=deadline)
        except Outage as error:
            if not self._best_effort:
                raise
            _log.warning("token entry %s may remain: %s", digest_of(account), error.code)
            return False

    def list_providers(self) -> tuple[str, ...]:
        """Return the sorted providers; with ``best_effort`` none when the store fails."""
        return tuple(sorted({provider for provider, _ in self._pairs()}))

    def list_buckets(self, provider: str) -> tuple[str, ...]:
        """Return the sorted buckets; with ``best_effort`` none when the store fails."""
        check_name("provider", provider)
        return tuple(sorted(bucket for owner, bucket in self._pairs() if owner == provider))

    def get_bucket_stats(self, provider: str, bucket: str) -> BucketStats | None:
        """Return the figures of a bucket that has a token; nobody counts, so they are None."""
        return None if self.get_token(provider, bucket) is None else BucketStats(bucket)

    def acquire_refresh_lock(
        self,
        provider: str,
        bucket: str | None = None,
        *,
        stale: float | None = None,
        wait: float | None = None,
    ) -> bool:
        """Take the refresh lock within ``wait`` seconds, or return False."""
        account = account_of(provider, bucket)
        return self._locks.acquire(account, stale=stale, wait=self._wait if wait is None else wait)

    def release_refresh_lock(self, provider: str, bucket: str | None = None) -> None:
        """Give the refresh lock back; one held by somebody else is left alone."""
        self._locks.release(account_of(provider, bucket))

    @contextmanager
    def refresh_lock(
        self, provider: str, bucket: str | None = None, *, wait: float | None = None
    ) -> Iterator[bool]:
        """Hold the refresh lock for a block; yields False when it could not be taken in time."""
        account = account_of(provider, bucket)
        before = self._locks.holds(account)
        try:
            acquired = self.acquire_refresh_lock(provider, bucket, wait=wait)
        except BaseException:
            # An interrupt may come between taking the lock and knowing it.
            if not before:
                self._locks.release(account)
            raise
        try:
            yield acquired
        finally:
            if acquired:
                self.release_refresh_lock(provider, bucket)

    def _pairs(self) -> tuple[tuple[str, str], ...]:
        try:
            accounts = self._store.list()
        except Outage as error:
            if not self._best_effort:
                raise
            _log.warning("tokens cannot be listed: %s", error.code)
            return ()
        split = (account.partition(":") for account in accounts)
        return tuple((left, right) for left, colon, right in split if colon)
