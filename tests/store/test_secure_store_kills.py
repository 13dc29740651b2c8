"""A writer that is killed anywhere: the value is the last acknowledged one, or the next."""

from __future__ import annotations

import os
import random
import signal
import time

import pytest

from store.secure_store import SecureStore

KILLS = 25


def write_for_ever(store: SecureStore, pipe: int, first: int) -> None:
    """Store rising numbers, with a removal now and then, and say what was acknowledged."""
    for number in range(first, first + 100_000):
        if number % 7 == 0:
            store.delete("a:b")
        else:
            store.set("a:b", str(number))
        os.write(pipe, f"{number}\n".encode())


def killed_writer(store: SecureStore, first: int, seconds: float) -> int:
    """Let a forked writer run and kill it; return the last number that it acknowledged."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reader)
            write_for_ever(store, writer, first)
        finally:
            os._exit(1)
    os.close(writer)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    with os.fdopen(reader, "rb") as said:
        numbers = said.read().split()
    return int(numbers[-1]) if numbers else first - 1


def states(number: int) -> set[str | None]:
    """What the store may say after that many steps, the next one begun or not."""
    return {None if step % 7 == 0 else str(step) for step in (number, number + 1)}


@pytest.mark.requirement("R15.1")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_killed_writer_leaves_the_old_value_or_the_new(secure: SecureStore) -> None:
    chance = random.Random(7)
    secure.set("a:b", "0")
    secure.set("a:c", "other")
    last = 1
    secure.set("a:b", "1")
    for _ in range(KILLS):
        last = killed_writer(secure, last + 1, chance.uniform(0.02, 0.15))
        value = secure.get("a:b")
        assert value in states(last)
        assert secure.list() == (("a:b", "a:c") if value is not None else ("a:c",))
        if value != (None if last % 7 == 0 else str(last)):
            last += 1
    assert secure.get("a:c") == "other"
