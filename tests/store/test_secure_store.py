from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from store.backends.memory import MemoryBackend
from store.backends.scoped import Scoped
from store.errors import (
    Conflict,
    Corrupt,
    Denied,
    Locked,
    NewerVersion,
    NoKeyring,
    Outage,
    Timeout,
    TooLarge,
    Unavailable,
)
from store.index import IndexEntry
from store.secure_store import Policy, SecureStore
from store.warnings_once import forget_warnings
from tests.store.fakes_of_places import FailingBackend, failure

OUTAGES = [NoKeyring, Unavailable, Locked, Denied, Timeout]


class Rig:
    """A store over two places in memory, and a second process's view of the same places."""

    def __init__(self, directory: Path, policy: Policy = "allow") -> None:
        self.directory = directory
        self.keyring, self.file = FailingBackend("keyring"), FailingBackend("file")
        self.store = self.another(policy)

    def another(self, policy: Policy = "allow", *, keyring: bool = True) -> SecureStore:
        return SecureStore(
            "svc",
            directory=self.directory,
            keyring=self.keyring if keyring else None,
            fallback=self.file,
            policy=policy,
        )

    def entry(self, account: str = "a:b") -> IndexEntry:
        return self.store.index().entries[account]


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    forget_warnings()
    return Rig(tmp_path)


def test_life_cycle(rig: Rig) -> None:
    assert rig.store.get("a:b") is None
    assert not rig.store.has("a:b")
    rig.store.set("a:b", "one")
    rig.store.set("a:b", "two")
    rig.store.set("a:c", "")
    assert rig.store.get("a:b") == "two"
    assert rig.store.get("a:c") == ""
    assert rig.store.list() == ("a:b", "a:c")
    assert rig.store.delete("a:b")
    assert not rig.store.delete("a:b")
    assert rig.store.list() == ("a:c",)
    assert rig.file.entries == {}


@pytest.mark.requirement("R2.3")
@pytest.mark.parametrize("name", ["", ":", "a:", ":b", "a:b:c", "a/b", "..", "a b", "a\n", "#keys"])
def test_a_bad_name_touches_nothing(rig: Rig, name: str) -> None:
    from store.errors import InvalidName

    uses: list[Callable[[str], object]] = [rig.store.get, rig.store.delete, rig.store.has]
    uses.append(partial(rig.store.set, value="v"))
    for use in uses:
        with pytest.raises(InvalidName):
            use(name)
    assert rig.keyring.calls == rig.file.calls == []
    assert not (rig.directory / "svc").exists()


@pytest.mark.requirement("R12.2")
@pytest.mark.parametrize("code", OUTAGES)
def test_an_outage_of_the_pinned_keyring_is_raised_by_all_verbs(
    rig: Rig, code: type[Outage]
) -> None:
    rig.store.set("a:b", "one")
    rig.keyring.failure = failure(code)
    other = rig.another()
    for use in (
        lambda: other.get("a:b"),
        lambda: other.get("a:new"),
        lambda: other.has("a:b"),
        lambda: other.set("a:b", "two"),
        lambda: other.set("a:new", "two"),
        lambda: other.delete("a:b"),
    ):
        with pytest.raises(code):
            use()
    assert rig.file.entries == {}


@pytest.mark.requirement("R15.1")
def test_without_a_keyring_the_fallback_is_used_with_one_warning(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    rig.keyring.failure = failure(NoKeyring)
    assert rig.store.get("a:b") is None
    rig.store.set("a:b", "s3cret-one")
    rig.store.set("a:c", "s3cret-two")
    assert rig.store.get("a:b") == "s3cret-one"
    assert rig.store.list() == ("a:b", "a:c")
    warnings = [each for each in caplog.records if each.levelno == logging.WARNING]
    assert len(warnings) == 1
    assert "s3cret" not in caplog.text
    assert rig.store.delete("a:b")


@pytest.mark.parametrize("code", [Unavailable, Locked, Denied, Timeout])
def test_a_keyring_that_refuses_is_no_reason_for_the_fallback(rig: Rig, code: type[Outage]) -> None:
    rig.keyring.failure = failure(code)
    with pytest.raises(code):
        rig.store.set("a:b", "one")
    assert rig.file.entries == {}
    rig.keyring.failure = None
    assert rig.store.get("a:b") is None
    assert rig.store.list() == ()


def test_what_worked_is_pinned_both_ways(rig: Rig) -> None:
    rig.keyring.failure = failure(NoKeyring)
    rig.store.set("a:b", "one")
    rig.keyring.failure = None
    rig.store.set("a:c", "two")
    assert rig.store.index().pin == "file"
    assert rig.keyring.entries == {}
    rig.store.pin("keyring")
    rig.store.set("a:c", "three")
    assert rig.entry("a:c").place == "keyring"
    assert rig.another().get("a:c") == "three"
    assert rig.store.get("a:b") == "one"
    assert [account for _, account in rig.file.entries] == ["a:b"]


def test_policy_deny_never_uses_the_fallback(tmp_path: Path) -> None:
    rig = Rig(tmp_path, "deny")
    rig.keyring.failure = failure(Unavailable)
    with pytest.raises(Unavailable):
        rig.store.set("a:b", "x", spill=True)
    with pytest.raises(Unavailable):
        rig.store.get("a:b")
    assert rig.file.calls == []


@pytest.mark.parametrize("code", OUTAGES)
def test_a_spilled_value_outranks_what_the_keyring_still_has(rig: Rig, code: type[Outage]) -> None:
    rig.store.set("a:b", "old")
    rig.keyring.failure = failure(code)
    rig.store.set("a:b", "new", spill=True)
    assert rig.store.get("a:b") == "new"
    rig.keyring.failure = None
    assert rig.another().get("a:b") == "new"
    assert rig.store.index().pin == "keyring"
    rig.store.set("a:b", "newest")
    assert rig.entry().place == "keyring"
    assert rig.another().get("a:b") == "newest"
    assert rig.file.entries == {}


def test_a_write_that_lands_late_does_not_outrank_the_spilled_one(rig: Rig) -> None:
    rig.store.set("a:b", "old")
    rig.keyring.failure, rig.keyring.late = failure(Timeout), True
    rig.store.set("a:b", "new", spill=True)
    rig.keyring.failure = None
    assert rig.another().get("a:b") == "new"


def test_an_unacknowledged_write_may_be_seen_and_no_older_one_after_it(rig: Rig) -> None:
    rig.store.set("a:b", "old")
    rig.keyring.failure, rig.keyring.late = failure(Timeout), True
    with pytest.raises(Timeout):
        rig.store.set("a:b", "new")
    rig.keyring.failure = None
    assert rig.another().get("a:b") == "new"
    assert rig.store.get("a:b") == "new"


def test_both_places_dead_says_so_of_both(rig: Rig) -> None:
    rig.store.set("a:b", "one")
    rig.keyring.failure = Unavailable("no bus")
    rig.file.failure = Denied("no rights")
    with pytest.raises(Unavailable, match=r"no bus; and the fallback: no rights"):
        rig.store.set("a:b", "x", spill=True)
    rig.keyring.failure = None
    assert rig.another().get("a:b") == "one"


@pytest.mark.parametrize("code", OUTAGES)
def test_what_was_removed_during_an_outage_does_not_come_back(rig: Rig, code: type[Outage]) -> None:
    rig.store.set("a:b", "old")
    rig.keyring.failure = failure(code)
    rig.store.set("a:b", "new", spill=True)
    with pytest.raises(code):
        rig.store.delete("a:b")
    assert rig.file.entries == {}
    rig.keyring.failure = None
    for store in (rig.store, rig.another()):
        assert store.get("a:b") is None
        assert store.list() == ()
    assert rig.store.delete("a:b")
    assert rig.keyring.entries == {}
    rig.store.set("a:b", "again")
    assert rig.store.get("a:b") == "again"


def test_an_older_copy_put_back_is_corrupt(rig: Rig) -> None:
    rig.store.set("a:b", "old")
    old = dict(rig.keyring.entries)
    rig.store.set("a:b", "new")
    rig.keyring.entries.update(old)
    with pytest.raises(Corrupt, match="older"):
        rig.another().get("a:b")
    assert rig.another().has("a:b")


def test_an_entry_that_vanished_is_none_with_a_warning(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    rig.store.set("a:b", "s3cret")
    rig.keyring.entries.clear()
    assert rig.another().get("a:b") is None
    assert "vanished" in caplog.text
    assert "a:b" not in caplog.text


def test_a_cached_value_follows_other_processes(rig: Rig) -> None:
    mine, theirs = rig.store, rig.another()
    mine.set("a:b", "one")
    assert mine.get("a:b") == "one"
    rig.keyring.calls.clear()
    assert mine.get("a:b") == "one"
    assert rig.keyring.calls == []
    theirs.set("a:b", "two")
    assert mine.get("a:b") == "two"
    theirs.delete("a:b")
    assert mine.get("a:b") is None
    theirs.set("a:b", "three")
    assert mine.get("a:b") == "three"


def test_a_place_that_is_switched_off_is_an_outage(rig: Rig) -> None:
    rig.store.set("a:b", "one")
    without = rig.another(keyring=False)
    assert without.list() == ("a:b",)
    with pytest.raises(Unavailable, match="switched off"):
        without.get("a:b")
    with pytest.raises(Unavailable, match="switched off"):
        without.delete("a:b")
    without.set("a:b", "two")
    assert rig.another().get("a:b") == "two"


def test_a_conflict_keeps_the_other_value(rig: Rig) -> None:
    rig.store.set("a:b", "one")
    kept = dict(rig.keyring.entries)
    rig.keyring.failure = failure(Conflict)
    with pytest.raises(Conflict):
        rig.store.set("a:b", "two", spill=True)
    assert rig.keyring.entries == kept
    assert rig.file.entries == {}


def test_a_missing_index_is_made_from_the_places(rig: Rig) -> None:
    rig.store.set("a:b", "one")
    rig.keyring.failure = failure(Locked)
    rig.store.set("a:c", "two", spill=True)
    rig.keyring.failure = None
    (rig.directory / "svc" / "index.json").unlink()
    found = rig.another()
    assert found.list() == ("a:b", "a:c")
    assert (found.get("a:b"), found.get("a:c")) == ("one", "two")
    found.set("a:d", "three")
    assert found.index().pin == "keyring"
    assert found.list() == ("a:b", "a:c", "a:d")
    assert found.index().entries["a:c"].copies == ()


def test_a_damaged_index_is_kept_and_made_anew(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    rig.store.set("a:b", "one")
    path = rig.directory / "svc" / "index.json"
    path.write_bytes(path.read_bytes()[:-9])
    assert rig.another().get("a:b") == "one"
    assert "made anew" in caplog.text
    assert path.with_suffix(".corrupt").exists()
    assert rig.another().list() == ("a:b",)


def test_the_index_is_not_made_anew_while_a_place_cannot_be_asked(rig: Rig) -> None:
    rig.store.set("a:b", "one")
    path = rig.directory / "svc" / "index.json"
    path.write_bytes(b"{")
    rig.keyring.failure = failure(Locked)
    for use in (rig.another().list, lambda: rig.another().get("a:b")):
        with pytest.raises(Locked):
            use()
    assert path.read_bytes() == b"{"


def test_a_damaged_index_is_not_made_anew_where_the_keyring_is_not_there(rig: Rig) -> None:
    rig.store.set("a:b", "one")
    path = rig.directory / "svc" / "index.json"
    path.write_bytes(b"{")
    rig.keyring.failure = failure(NoKeyring)
    for use in (rig.another().list, lambda: rig.another().set("a:b", "two")):
        with pytest.raises(Unavailable, match="index is damaged"):
            use()
    assert rig.another(keyring=False).list() == ()
    rig.keyring.failure = None


@pytest.mark.parametrize("switch", ["off", "pin"])
def test_a_removal_counts_the_copies_in_places_that_were_left(rig: Rig, switch: str) -> None:
    rig.store.set("a:b", "old")
    if switch == "pin":
        rig.store.pin("file")
        rig.keyring.failure = failure(Locked)
        rig.store.set("a:b", "new")
        user = rig.store
    else:
        user = rig.another(keyring=False)
        user.set("a:b", "new")
    with pytest.raises((Locked, Unavailable)):
        user.delete("a:b")
    rig.keyring.failure = None
    rig.store.pin("keyring")
    assert rig.another().get("a:b") is None
    assert rig.another().delete("a:b")
    assert rig.keyring.entries == rig.file.entries == {}


def test_a_lost_index_gives_no_generation_twice(rig: Rig) -> None:
    rig.store.set("a:b", "one")
    first = rig.entry().generation
    (rig.directory / "svc" / "index.json").unlink()
    rig.keyring.entries.clear()
    rig.another().set("a:b", "two")
    assert rig.entry().generation > first


def test_what_landed_late_is_read_though_an_older_value_was_cached(rig: Rig) -> None:
    reader = rig.another()
    rig.store.set("a:b", "old")
    assert reader.get("a:b") == "old"
    rig.keyring.failure, rig.keyring.late = failure(Timeout), True
    with pytest.raises(Timeout):
        rig.store.set("a:b", "new")
    rig.keyring.failure = None
    assert reader.get("a:b") == "new"


def test_a_newer_entry_is_not_replaced(rig: Rig) -> None:
    rig.store.set("a:b", "one")
    newer = '{"v": 9, "sealed": "s3cret"}'
    rig.keyring.entries["svc", "a:b"] = newer
    with pytest.raises(NewerVersion):
        rig.another().get("a:b")
    with pytest.raises(NewerVersion):
        rig.another().set("a:b", "two")
    assert rig.keyring.entries["svc", "a:b"] == newer


def test_one_account_that_cannot_be_asked_hides_no_other(rig: Rig) -> None:
    rig.store.set("a:b", "one")
    rig.keyring.failure = failure(Locked)
    with pytest.raises(Locked):
        rig.store.set("a:c", "two")
    assert rig.another().list() == ("a:b", "a:c")
    rig.keyring.failure = None
    assert rig.another().list() == ("a:b",)


def test_a_newer_index_is_neither_read_nor_replaced(rig: Rig) -> None:
    rig.store.set("a:b", "one")
    path = rig.directory / "svc" / "index.json"
    path.write_bytes(b'{"v": 9}')
    other = rig.another()
    for use in (other.list, lambda: other.get("a:b"), lambda: other.set("a:b", "x")):
        with pytest.raises(NewerVersion):
            use()
    assert path.read_bytes() == b'{"v": 9}'


def test_a_first_write_that_was_killed_leaves_no_name_without_a_token(rig: Rig) -> None:
    rig.store.set("a:c", "one")

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with pytest.MonkeyPatch.context() as patch, pytest.raises(Killed):
        patch.setattr(rig.keyring, "set", die)
        rig.store.set("a:b", "two")
    assert rig.entry().state == "pending"
    assert rig.another().list() == ("a:c",)
    assert rig.another().get("a:b") is None
    rig.another().set("a:b", "three")
    assert rig.another().get("a:b") == "three"


def test_damaged_entries_are_kept_and_can_be_replaced(rig: Rig) -> None:
    rig.store.set("a:b", "one")
    rig.keyring.entries["svc", "a:b"] = "s3cret no record"
    other = rig.another()
    with pytest.raises(Corrupt):
        other.get("a:b")
    assert other.has("a:b")
    assert rig.keyring.entries["svc", "a:b"] == "s3cret no record"
    other.set("a:b", "two")
    assert other.get("a:b") == "two"


def test_threads_lose_no_update(rig: Rig) -> None:
    def work(name: str) -> None:
        for number in range(25):
            rig.store.set(f"{name}:x", str(number))
            rig.store.set("shared:x", f"{name}{number}")

    threads = [threading.Thread(target=work, args=(f"t{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [rig.store.get(f"t{n}:x") for n in range(4)] == ["24"] * 4
    assert rig.entry("shared:x").generation <= rig.store.index().last


def test_a_memory_place_needs_no_keyring(tmp_path: Path) -> None:
    store = SecureStore("svc", directory=tmp_path, keyring=None, fallback=MemoryBackend())
    store.set("a:b", "one")
    assert store.get("a:b") == "one"
    assert store.index().pin is None


def test_a_spent_value_that_outgrew_the_keyring_goes_to_the_fallback(rig: Rig) -> None:
    rig.store.set("a:b", "old")
    rig.keyring.failure = failure(TooLarge)
    with pytest.raises(TooLarge):
        rig.store.set("a:b", "new")
    rig.store.set("a:b", "new", spill=True)
    rig.keyring.failure = None
    assert rig.another().get("a:b") == "new"


def test_a_lost_index_of_a_directory_that_used_a_keyring_is_no_empty_one(tmp_path: Path) -> None:
    shared, file = FailingBackend("keyring"), FailingBackend("file")

    def opened(*, keyring: bool = True) -> SecureStore:
        place = Scoped(shared, tmp_path) if keyring else None
        return SecureStore("svc", directory=tmp_path, keyring=place, fallback=file)

    opened().set("a:b", "one")
    (tmp_path / "svc" / "index.json").unlink()
    shared.failure = failure(NoKeyring)
    for store in (opened(), opened(keyring=False)):
        for use in (lambda store=store: store.get("a:b"), store.list):
            with pytest.raises(Unavailable, match="index"):
                use()
        with pytest.raises(Unavailable, match="index"):
            store.delete("a:b")
    shared.failure = None
    assert opened().get("a:b") == "one"
    assert opened().list() == ("a:b",)
    (tmp_path / "svc" / "index.json").unlink()
    assert opened(keyring=False).repair().entries == {}
    assert opened(keyring=False).list() == ()
