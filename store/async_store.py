"""The token store for asyncio: the same verbs, awaited, with nothing that blocks the event loop."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from store.model import BucketStats, OAuthToken
from store.token_store import TokenStore

_POLL = 0.1


class AsyncTokenStore:
    """Awaits the verbs of a TokenStore in worker threads.

    A cancelled ``save_token`` or ``remove_token`` is finished all the same; a cancelled
    ``acquire_refresh_lock`` never leaves a lock behind.
    """

    def __init__(self, store: TokenStore, *, wait: float = 10.0) -> None:
        self._store = store
        self._wait = wait

    async def save_token(self, provider: str, token: OAuthToken, bucket: str | None = None) -> None:
        """Store the token; every store error is raised."""
        await asyncio.to_thread(self._store.save_token, provider, token, bucket)

    async def get_token(self, provider: str, bucket: str | None = None) -> OAuthToken | None:
        """Return the token, None when there is none or when it is corrupt."""
        return await asyncio.to_thread(self._store.get_token, provider, bucket)

    async def remove_token(self, provider: str, bucket: str | None = None) -> bool:
        """Remove the token and say whether there was one."""
        return await asyncio.to_thread(self._store.remove_token, provider, bucket)

    async def list_providers(self) -> tuple[str, ...]:
        """Return the sorted providers that have a token."""
        return await asyncio.to_thread(self._store.list_providers)

    async def list_buckets(self, provider: str) -> tuple[str, ...]:
        """Return the sorted buckets of the provider."""
        return await asyncio.to_thread(self._store.list_buckets, provider)

    async def get_bucket_stats(self, provider: str, bucket: str) -> BucketStats | None:
        """Return the bucket's figures, None when it has no token."""
        return await asyncio.to_thread(self._store.get_bucket_stats, provider, bucket)

    async def acquire_refresh_lock(
        self,
        provider: str,
        bucket: str | None = None,
        *,
        stale: float | None = None,
        wait: float | None = None,
    ) -> bool:
        """Take the refresh lock within ``wait`` seconds, or return False."""
        end = time.monotonic() + (self._wait if wait is None else wait)
        while not await self._attempt(provider, bucket, stale):
            if time.monotonic() >= end:
                return False
            pause = _POLL * random.uniform(0.5, 1.5)  # noqa: S311
            await asyncio.sleep(min(pause, max(0.0, end - time.monotonic())))
        return True

    async def release_refresh_lock(self, provider: str, bucket: str | None = None) -> None:
        """Give the refresh lock back; without one of one's own this does nothing."""
        await asyncio.to_thread(self._store.release_refresh_lock, provider, bucket)

    @asynccontextmanager
    async def refresh_lock(
        self, provider: str, bucket: str | None = None, *, wait: float | None = None
    ) -> AsyncIterator[bool]:
        """Hold the refresh lock for a block; yields False when it could not be taken in time."""
        acquired = await self.acquire_refresh_lock(provider, bucket, wait=wait)
        try:
            yield acquired
        finally:
            if acquired:
                await asyncio.shield(self.release_refresh_lock(provider, bucket))

    async def _attempt(self, provider: str, bucket: str | None, stale: float | None) -> bool:
        attempt = asyncio.ensure_future(
            asyncio.to_thread(
                self._store.acquire_refresh_lock, provider, bucket, stale=stale, wait=0.0
            )
        )
        try:
            return await asyncio.shield(attempt)
        except asyncio.CancelledError:
            if await attempt:
                await self.release_refresh_lock(provider, bucket)
            raise
