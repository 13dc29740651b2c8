from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from store.backends.memory import MemoryBackend
from store.deadlines import Deadline
from store.errors import Locked, Timeout


def soon() -> Deadline:
    return Deadline.after(20)


def test_a_failure_is_raised_by_every_verb_and_changes_nothing() -> None:
    memory = MemoryBackend()
    memory.set("svc", "a:x", "s3cret", soon())
    memory.failure = Locked("it is locked")
    for act in (memory.get, memory.delete):
        with pytest.raises(Locked):
            act("svc", "a:x", soon())
    with pytest.raises(Locked):
        memory.set("svc", "a:x", "s3cret-new", soon())
    with pytest.raises(Locked):
        memory.discover("svc", soon())
    memory.failure = None
    assert memory.get("svc", "a:x", soon()) == "s3cret"


def test_a_deadline_that_has_passed_is_a_timeout() -> None:
    with pytest.raises(Timeout):
        MemoryBackend().set("svc", "a:x", "s3cret", Deadline.after(-1))


def test_accounts_of_a_service_are_discovered_while_threads_write() -> None:
    memory = MemoryBackend("other")
    memory.set("svc2", "a:x", "s3cret", soon())

    def work(number: int) -> None:
        memory.set("svc", f"a:{number}", "s3cret", soon())
        assert f"a:{number}" in memory.discover("svc", soon())
        assert memory.delete("svc", f"a:{number}", soon())

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(200)))
    assert memory.discover("svc", soon()) == frozenset()
    assert memory.name == "other"
