from __future__ import annotations

from pathlib import Path

import pytest

from store.backends.base import Backend
from store.backends.memory import MemoryBackend
from store.backends.scoped import Scoped
from store.deadlines import Deadline
from store.errors import KeyMissing, Locked
from store.testing import BackendContract


def soon() -> Deadline:
    return Deadline.after(20)


class TestScoped(BackendContract):
    persistent = False

    def backend(self, directory: Path) -> Backend:
        return Scoped(MemoryBackend(), directory)


def test_two_directories_are_apart_and_one_may_move(tmp_path: Path) -> None:
    shared = MemoryBackend()
    one, two = Scoped(shared, tmp_path / "one"), Scoped(shared, tmp_path / "two")
    one.set("svc", "a:b", "s3cret one", soon())
    assert two.get("svc", "a:b", soon()) is None
    two.set("svc", "a:b", "s3cret two", soon())
    two.delete("svc", "a:b", soon())
    assert one.get("svc", "a:b", soon()) == "s3cret one"
    assert one.discover("svc", soon()) == frozenset({"a:b"})
    assert two.discover("svc", soon()) == frozenset()
    (tmp_path / "one").rename(tmp_path / "moved")
    assert Scoped(shared, tmp_path / "moved").get("svc", "a:b", soon()) == "s3cret one"


def test_what_was_never_used_asks_nobody_but_to_say_what_is_there(tmp_path: Path) -> None:
    shared = MemoryBackend()
    scoped = Scoped(shared, tmp_path)
    shared.failure = Locked("locked by the test")
    assert scoped.get("svc", "a:b", soon()) is None
    assert not scoped.delete("svc", "a:b", soon())
    assert scoped.discover("svc", soon()) == frozenset()
    with pytest.raises(Locked):
        scoped.probe("svc", soon())


def test_a_damaged_id_is_an_error_and_is_kept(tmp_path: Path) -> None:
    shared = MemoryBackend()
    Scoped(shared, tmp_path).set("svc", "a:b", "s3cret", soon())
    path = tmp_path / "svc" / "id"
    path.write_bytes(b"../..")
    with pytest.raises(KeyMissing, match="id is damaged"):
        Scoped(shared, tmp_path).get("svc", "a:b", soon())
    with pytest.raises(KeyMissing, match="id is damaged"):
        Scoped(shared, tmp_path).set("svc", "a:b", "s3cret", soon())
    assert path.read_bytes() == b"../.."


def test_who_knows_a_lost_id_brings_it_back(tmp_path: Path) -> None:
    shared = MemoryBackend()
    one = Scoped(shared, tmp_path)
    one.set("svc", "a:b", "s3cret", soon())
    (tmp_path / "svc" / "id").unlink()
    one.set("svc", "a:c", "s3cret too", soon())
    fresh = Scoped(shared, tmp_path)
    assert fresh.get("svc", "a:b", soon()) == "s3cret"
    assert fresh.get("svc", "a:c", soon()) == "s3cret too"


def test_who_knows_an_old_id_takes_the_new_one(tmp_path: Path) -> None:
    shared = MemoryBackend()
    one, two = Scoped(shared, tmp_path), Scoped(shared, tmp_path)
    one.set("svc", "a:b", "s3cret", soon())
    (tmp_path / "svc" / "id").unlink()
    two.set("svc", "a:b", "s3cret two", soon())
    one.set("svc", "a:b", "s3cret three", soon())
    assert Scoped(shared, tmp_path).get("svc", "a:b", soon()) == "s3cret three"
