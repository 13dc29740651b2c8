"""The token store for asyncio: the same verbs, awaited, with nothing that blocks the event loop."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import ParamSpec, TypeVar

from store.model import BucketStats, OAuthToken
from store.token_store import TokenStore

P = ParamSpec("P")
T = TypeVar("T")


class AsyncTokenStore:
    """Awaits the verbs of a TokenStore in worker threads.

    A cancelled ``save_token`` or ``remove_token`` is finished all the same; a cancelled
    ``acquire_refresh_lock`` never leaves a lock behind. ``wait`` and ``poll`` are in seconds.
    """

    def __init__(self, store: TokenStore, *, wait: float = 10.0, poll: float = 0.1) -> None:
        self._store = store
        self._wait = wait
        self._poll = poll

    async def save_token(self, provider: str, token: OAuthToken, bucket: str | None = None) -> None:
        """Store the token; every store error is raised."""
        await _finished(self._store.save_token, provider, token, bucket)

    async def get_token(self, provider: str, bucket: str | None = None) -> OAuthToken | None:
        """Return the token, None when there is none or when it is corrupt."""
        return await _finished(self._store.get_token, provider, bucket)

    async def remove_token(self, provider: str, bucket: str | None = None) -> bool:
        """Remove the token and say whether there was one."""
        return await _finished(self._store.remove_token, provider, bucket)

    async def list_providers(self) -> tuple[str, ...]:
        """Return the sorted providers that have a token."""
        return await _finished(self._store.list_providers)

    async def list_buckets(self, provider: str) -> tuple[str, ...]:
        """Return the sorted buckets of the provider."""
        return await _finished(self._store.list_buckets, provider)

    async def get_bucket_stats(self, provider: str, bucket: str) -> BucketStats | None:
        """Return the bucket's figures, None when it has no token."""
        return await _finished(self._store.get_bucket_stats, provider, bucket)

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
            pause = self._poll * random.uniform(0.5, 1.5)  # noqa: S311
            await asyncio.sleep(min(pause, max(0.0, end - time.monotonic())))
        return True

    async def release_refresh_lock(self, provider: str, bucket: str | None = None) -> None:
        """Give the refresh lock back; without one of one's own this does nothing."""
        await _finished(self._store.release_refresh_lock, provider, bucket)

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
                await self.release_refresh_lock(provider, bucket)

    async def _attempt(self, provider: str, bucket: str | None, stale: float | None) -> bool:
        attempt = _Attempt(
            partial(self._store.acquire_refresh_lock, provider, bucket, stale=stale, wait=0.0),
            partial(self._store.release_refresh_lock, provider, bucket),
        )
        try:
            return await _finished(attempt.run)
        except asyncio.CancelledError:
            attempt.abandon()
            raise


class _Attempt:
    """One attempt to take a lock, which gives it back by itself when nobody waits any more."""

    def __init__(self, acquire: Callable[[], bool], release: Callable[[], None]) -> None:
        self._acquire = acquire
        self._release = release
        self._guard = threading.Lock()
        self._acquired = False
        self._abandoned = False

    def run(self) -> bool:
        """Take the lock, or say that it could not be taken."""
        acquired = self._acquire()
        with self._guard:
            self._acquired = acquired
            wanted = not self._abandoned
        if acquired and not wanted:
            self._release()
        return acquired and wanted

    def abandon(self) -> None:
        """Give the lock back, now or when it has been taken, without making the loop wait."""
        with self._guard:
            self._abandoned = True
            acquired = self._acquired
        if acquired:
            threading.Thread(target=self._release, name="store-release").start()


async def _finished(work: Callable[P, T], *arguments: P.args, **options: P.kwargs) -> T:
    """Return what ``work`` returns in a thread; a cancelled task does not keep it from its end."""
    loop = asyncio.get_running_loop()
    done = loop.run_in_executor(None, partial(work, *arguments, **options))
    # Whoever was cancelled does not ask how it ended.
    done.add_done_callback(lambda each: each.cancelled() or each.exception())
    return await asyncio.shield(done)
