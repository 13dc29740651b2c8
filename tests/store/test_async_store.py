from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path

import pytest

from store.async_store import AsyncTokenStore
from store.errors import InvalidName, Locked
from store.model import OAuthToken
from store.testing import memory_token_store
from store.token_store import KeyringTokenStore

TOKEN = OAuthToken.parse({"access_token": "s3cret", "expiry": 1})


@pytest.fixture
def tokens(tmp_path: Path) -> KeyringTokenStore:
    return memory_token_store(tmp_path)


def test_the_verbs_are_those_of_the_token_store(tokens: KeyringTokenStore) -> None:
    async def life() -> None:
        store = AsyncTokenStore(tokens)
        assert await store.get_token("a") is None
        await store.save_token("a", TOKEN)
        await store.save_token("a", TOKEN, "b")
        assert await store.get_token("a") == TOKEN
        assert await store.list_providers() == ("a",)
        assert await store.list_buckets("a") == ("b", "default")
        assert await store.get_bucket_stats("a", "c") is None
        assert await store.get_bucket_stats("a", "b") is not None
        assert await store.remove_token("a")
        assert not await store.remove_token("a")

    asyncio.run(life())


def test_errors_come_through(tokens: KeyringTokenStore) -> None:
    async def fail() -> None:
        store = AsyncTokenStore(tokens)
        with pytest.raises(InvalidName):
            await store.get_token("a/b")
        place = tokens.secure_store.places.fallback
        place.failure = Locked("locked")  # type: ignore[union-attr]
        with pytest.raises(Locked):
            await store.save_token("a", TOKEN)

    asyncio.run(fail())


def test_the_loop_runs_while_a_lock_is_waited_for(tokens: KeyringTokenStore) -> None:
    async def wait() -> int:
        store, ticks = AsyncTokenStore(tokens), 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                ticks += 1
                await asyncio.sleep(0.01)

        assert await store.acquire_refresh_lock("a")
        ticking = asyncio.create_task(tick())
        assert not await store.acquire_refresh_lock("a", wait=0.3)
        ticking.cancel()
        await store.release_refresh_lock("a")
        async with store.refresh_lock("a", wait=0) as acquired:
            assert acquired
        return ticks

    assert asyncio.run(wait()) > 5


def test_tasks_take_turns(tokens: KeyringTokenStore) -> None:
    async def turns() -> list[int]:
        store, inside, most = AsyncTokenStore(tokens), 0, []

        async def one() -> None:
            nonlocal inside
            async with store.refresh_lock("a", wait=20) as acquired:
                assert acquired
                inside += 1
                most.append(inside)
                await asyncio.sleep(0.01)
                inside -= 1

        await asyncio.gather(*(one() for _ in range(5)))
        return most

    assert asyncio.run(turns()) == [1] * 5


def test_a_cancelled_wait_leaves_no_lock(tokens: KeyringTokenStore) -> None:
    entered, go_on = threading.Event(), threading.Event()
    acquire = tokens.acquire_refresh_lock

    def slow(*arguments: object, **options: object) -> bool:
        entered.set()
        go_on.wait(10)
        return acquire(*arguments, **options)  # type: ignore[arg-type]

    tokens.acquire_refresh_lock = slow  # type: ignore[method-assign]

    async def cancel() -> None:
        task = asyncio.create_task(AsyncTokenStore(tokens).acquire_refresh_lock("a"))
        await asyncio.to_thread(entered.wait, 10)
        task.cancel()
        await asyncio.sleep(0)
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancel())
    assert acquire("a", wait=0)


def test_a_cancelled_save_is_finished(tokens: KeyringTokenStore) -> None:
    async def cancel() -> None:
        task = asyncio.create_task(AsyncTokenStore(tokens).save_token("a", TOKEN))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancel())
    end = time.monotonic() + 20
    while tokens.get_token("a") is None:
        assert time.monotonic() < end
