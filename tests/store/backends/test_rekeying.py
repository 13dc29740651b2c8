from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from store.backends.encrypted_file import EncryptedFile
from store.backends.sealing.key_ring import MOST_KEYS, KeyRing
from store.backends.sealing.key_sources import KeyFile, KeySource, Passphrase
from store.deadlines import Deadline
from store.errors import KeyMissing, StoreError, Timeout, TooLarge
from tests.store.backends.children import in_child

SERVICE = "svc"
ACCOUNTS = tuple(f"a:{number}" for number in range(6))
VALUES = {account: f"s3cret {account}" for account in ACCOUNTS}


def place(root: Path, source: KeySource | None = None) -> EncryptedFile:
    return EncryptedFile(root / "data", source or KeyFile(root / "keys"))


def ring(root: Path) -> KeyRing:
    found = KeyFile(root / "keys").load(SERVICE, Deadline.after(60))
    assert found is not None
    return found


def values(file: EncryptedFile) -> dict[str, str | None]:
    return {account: file.get(SERVICE, account, Deadline.after(60)) for account in ACCOUNTS}


@pytest.fixture
def soon() -> Deadline:
    return Deadline.after(120)


@pytest.fixture
def file(tmp_path: Path, soon: Deadline) -> EncryptedFile:
    file = place(tmp_path)
    for account, value in VALUES.items():
        file.set(SERVICE, account, value, soon)
    return file


def test_all_entries_move_under_one_new_key(
    file: EncryptedFile, tmp_path: Path, soon: Deadline
) -> None:
    old = ring(tmp_path)
    before = {account: file.path(SERVICE, account).read_bytes() for account in ACCOUNTS}
    told: list[tuple[int, int, StoreError | None]] = []
    assert file.rekey(SERVICE, soon, lambda *step: told.append(step)) == len(ACCOUNTS)
    assert told == [(done, len(ACCOUNTS), None) for done in range(1, len(ACCOUNTS) + 1)]
    assert old.active not in ring(tmp_path).keys
    assert len(ring(tmp_path).keys) == 1
    for account in ACCOUNTS:
        content = file.path(SERVICE, account).read_bytes()
        assert content != before[account]
        assert ring(tmp_path).active.encode() in content
    assert values(file) == values(place(tmp_path)) == VALUES


def test_a_stolen_old_key_opens_nothing_new(
    file: EncryptedFile, tmp_path: Path, soon: Deadline
) -> None:
    stolen = KeyFile(tmp_path / "keys").path(SERVICE).read_bytes()
    file.rekey(SERVICE, soon)
    KeyFile(tmp_path / "keys").path(SERVICE).write_bytes(stolen)
    with pytest.raises(KeyMissing):
        place(tmp_path).get(SERVICE, ACCOUNTS[0], soon)


def test_other_services_are_left_alone(file: EncryptedFile, soon: Deadline) -> None:
    file.set("other", "a:0", "s3cret other", soon)
    before = file.path("other", "a:0").read_bytes()
    file.rekey(SERVICE, soon)
    assert file.path("other", "a:0").read_bytes() == before
    assert file.get("other", "a:0", soon) == "s3cret other"


def test_another_process_that_cached_the_old_key_writes_with_the_new(
    file: EncryptedFile, tmp_path: Path, soon: Deadline
) -> None:
    other = place(tmp_path)
    assert values(other) == VALUES
    other.set(SERVICE, ACCOUNTS[0], "s3cret again", soon)
    file.rekey(SERVICE, soon)
    other.set(SERVICE, ACCOUNTS[0], "s3cret newest", soon)
    assert ring(tmp_path).active.encode() in other.path(SERVICE, ACCOUNTS[0]).read_bytes()
    expected = {**VALUES, ACCOUNTS[0]: "s3cret newest"}
    assert values(place(tmp_path)) == values(other) == values(file) == expected


def test_a_child_that_inherited_the_old_key_writes_with_the_new(
    file: EncryptedFile, tmp_path: Path, soon: Deadline
) -> None:
    reading, writing = os.pipe()

    def child() -> object:
        os.read(reading, 1)
        file.set(SERVICE, ACCOUNTS[0], "s3cret of the child", soon)
        return None

    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            child()
            status = 0
        finally:
            os._exit(status)
    file.rekey(SERVICE, soon)
    os.write(writing, b"x")
    assert os.waitpid(pid, 0)[1] == 0
    os.close(reading)
    os.close(writing)
    assert values(place(tmp_path)) == {**VALUES, ACCOUNTS[0]: "s3cret of the child"}


def test_processes_write_read_and_delete_while_another_rekeys(
    file: EncryptedFile, tmp_path: Path, soon: Deadline
) -> None:
    def work(number: int) -> None:
        own = place(tmp_path)
        for turn in range(15):
            own.set(SERVICE, f"b:{number}", f"s3cret {turn}", soon)
            assert own.get(SERVICE, f"b:{number}", soon) == f"s3cret {turn}"
            assert own.get(SERVICE, ACCOUNTS[number], soon) == VALUES[ACCOUNTS[number]]
            if turn % 5 == 4:
                assert own.delete(SERVICE, f"b:{number}", soon)
                assert own.get(SERVICE, f"b:{number}", soon) is None

    pids = []
    for number in range(4):
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                work(number)
                status = 0
            finally:
                os._exit(status)
        pids.append(pid)
    for _ in range(15):
        file.rekey(SERVICE, soon)
    assert [os.waitpid(pid, 0)[1] for pid in pids] == [0] * len(pids)
    assert values(place(tmp_path)) == VALUES
    assert place(tmp_path).discover(SERVICE, soon) == set(ACCOUNTS)
    assert file.rekey(SERVICE, soon) == len(ACCOUNTS)
    assert len(ring(tmp_path).keys) == 1


def test_a_reader_that_meets_a_rekey_between_its_two_reads_reads_on(
    file: EncryptedFile, tmp_path: Path, soon: Deadline
) -> None:
    class Late(KeyFile):
        """A source that answers a reader only when a rekey is over."""

        def load(self, service: str, deadline: Deadline) -> KeyRing | None:
            if rekeys:
                rekeys.pop()
                file.rekey(SERVICE, deadline)
            return super().load(service, deadline)

    rekeys = [1]
    assert place(tmp_path, Late(tmp_path / "keys")).get(SERVICE, ACCOUNTS[0], soon) == "s3cret a:0"
    assert rekeys == []


def test_what_does_not_open_stays_with_its_key(
    file: EncryptedFile, tmp_path: Path, soon: Deadline
) -> None:
    old = ring(tmp_path)
    damaged = file.path(SERVICE, ACCOUNTS[2])
    whole = damaged.read_bytes()
    at = whole.index(b'"ct":"') + 10
    broken = whole[:at] + (b"A" if whole[at : at + 1] != b"A" else b"B") + whole[at + 1 :]
    damaged.write_bytes(broken)
    problems: list[StoreError | None] = []
    moved = file.rekey(SERVICE, soon, lambda _, __, problem: problems.append(problem))
    assert moved == len(ACCOUNTS) - 1
    assert [each.code for each in problems if each is not None] == ["CORRUPT"]
    assert damaged.read_bytes() == broken
    assert set(ring(tmp_path).keys) == {old.active, ring(tmp_path).active}
    # Brought back from a backup it opens, and the next rekey takes it along.
    damaged.write_bytes(whole)
    assert values(place(tmp_path)) == VALUES
    assert file.rekey(SERVICE, soon) == len(ACCOUNTS)
    assert len(ring(tmp_path).keys) == 1


def test_an_entry_that_names_no_key_keeps_them_all(
    file: EncryptedFile, tmp_path: Path, soon: Deadline
) -> None:
    old = ring(tmp_path)
    os.truncate(file.path(SERVICE, ACCOUNTS[0]), 30)
    for count in range(2, MOST_KEYS + 1):
        assert file.rekey(SERVICE, soon) == len(ACCOUNTS) - 1
        assert len(ring(tmp_path).keys) == count
    assert old.active in ring(tmp_path).keys
    with pytest.raises(TooLarge, match="entries that do not open") as caught:
        file.rekey(SERVICE, soon)
    assert "Delete the entries" in caught.value.remedy
    file.delete(SERVICE, ACCOUNTS[0], soon)
    assert file.rekey(SERVICE, soon) == len(ACCOUNTS) - 1
    assert len(ring(tmp_path).keys) == 1


class Stopped(Exception):  # noqa: N818
    """Stands for the death of the process."""


def test_it_may_stop_after_every_entry_and_be_run_again(
    file: EncryptedFile, tmp_path: Path, soon: Deadline
) -> None:
    for stop in [*range(1, len(ACCOUNTS) + 1)] * 4:

        def step(done: int, *_: object, stop: int = stop) -> None:
            if done == stop:
                raise Stopped

        with pytest.raises(Stopped):
            place(tmp_path).rekey(SERVICE, soon, step)
        assert values(place(tmp_path)) == values(file) == VALUES
        assert len(ring(tmp_path).keys) <= MOST_KEYS
    assert file.rekey(SERVICE, soon) == len(ACCOUNTS)
    assert len(ring(tmp_path).keys) == 1
    assert values(place(tmp_path)) == VALUES


def test_more_interrupted_rekeys_than_a_ring_has_room_for(tmp_path: Path, soon: Deadline) -> None:
    file, accounts = place(tmp_path), [f"a:{number}" for number in range(MOST_KEYS + 4)]
    for account in accounts:
        file.set(SERVICE, account, f"s3cret {account}", soon)
    for stop in range(len(accounts) - 1, 0, -1):

        def step(done: int, *_: object, stop: int = stop) -> None:
            if done == stop:
                raise Stopped

        with pytest.raises(Stopped):
            place(tmp_path).rekey(SERVICE, soon, step)
    fresh = place(tmp_path)
    assert {fresh.get(SERVICE, account, soon) for account in accounts} == {
        f"s3cret {account}" for account in accounts
    }
    assert fresh.rekey(SERVICE, soon) == len(accounts)
    assert len(ring(tmp_path).keys) == 1


@pytest.mark.parametrize("at", range(4))
def test_a_kill_around_the_key_file_loses_nothing(
    file: EncryptedFile, tmp_path: Path, soon: Deadline, at: int
) -> None:
    class Deadly(KeyFile):
        """A source whose process is killed before or after it saves, the first or second time."""

        calls = 0

        def save(self, service: str, ring: KeyRing, deadline: Deadline) -> None:
            self._die(0)
            super().save(service, ring, deadline)
            self._die(1)

        def _die(self, _: int) -> None:
            if self.calls == at:
                os.kill(os.getpid(), signal.SIGKILL)
            self.calls += 1

    with pytest.raises(AssertionError, match="the child died"):
        in_child(lambda: place(tmp_path, Deadly(tmp_path / "keys")).rekey(SERVICE, soon))
    assert values(place(tmp_path)) == values(file) == VALUES
    file.set(SERVICE, ACCOUNTS[0], "s3cret new", soon)
    assert file.rekey(SERVICE, soon) == len(ACCOUNTS)
    assert values(place(tmp_path)) == {**VALUES, ACCOUNTS[0]: "s3cret new"}


def test_a_deadline_that_passes_leaves_all_readable(file: EncryptedFile, tmp_path: Path) -> None:
    def slow(*_: object) -> None:
        time.sleep(0.3)

    with pytest.raises(Timeout, match=r"rekey did not answer within 0\.5 s"):
        place(tmp_path).rekey(SERVICE, Deadline.after(0.5), slow)
    assert values(place(tmp_path)) == values(file) == VALUES


@pytest.mark.parametrize("back", [False, True])
def test_another_source_takes_over_and_the_old_keys_go(
    file: EncryptedFile, tmp_path: Path, soon: Deadline, back: bool
) -> None:
    key_file, passphrase = KeyFile(tmp_path / "keys"), Passphrase(tmp_path / "keys", "s3cret p")
    moved = EncryptedFile(tmp_path / "data", passphrase, others=[key_file])
    assert values(moved) == VALUES
    assert moved.rekey(SERVICE, soon) == len(ACCOUNTS)
    assert key_file.load(SERVICE, soon) is None
    assert values(moved) == VALUES
    with pytest.raises(KeyMissing):
        place(tmp_path).get(SERVICE, ACCOUNTS[0], soon)
    if back:
        again = EncryptedFile(tmp_path / "data", key_file, others=[passphrase])
        assert again.rekey(SERVICE, soon) == len(ACCOUNTS)
        assert not passphrase.path(SERVICE).exists()
        assert values(place(tmp_path)) == VALUES


def test_the_other_sources_keys_stay_while_an_entry_needs_them(
    file: EncryptedFile, tmp_path: Path, soon: Deadline
) -> None:
    key_file = KeyFile(tmp_path / "keys")
    kept = file.path(SERVICE, ACCOUNTS[0]).read_bytes()
    os.truncate(file.path(SERVICE, ACCOUNTS[0]), 50)
    moved = EncryptedFile(
        tmp_path / "data", Passphrase(tmp_path / "keys", "s3cret p"), others=[key_file]
    )
    assert moved.rekey(SERVICE, soon) == len(ACCOUNTS) - 1
    assert key_file.load(SERVICE, soon) is not None
    file.path(SERVICE, ACCOUNTS[0]).write_bytes(kept)
    assert values(moved) == VALUES


def test_a_source_that_cannot_be_opened_stops_it_before_anything_is_changed(
    file: EncryptedFile, tmp_path: Path, soon: Deadline
) -> None:
    Passphrase(tmp_path / "keys", "s3cret p").save(SERVICE, ring(tmp_path), soon)
    before = {each: each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()}
    blind = EncryptedFile(
        tmp_path / "data", KeyFile(tmp_path / "keys"), others=[Passphrase(tmp_path / "keys")]
    )
    with pytest.raises(KeyMissing, match="none is given"):
        blind.rekey(SERVICE, soon)
    assert {each: each.read_bytes() for each in before} == before


def test_the_wrapped_folder_and_the_entries_do_not_meet(
    file: EncryptedFile, tmp_path: Path, soon: Deadline
) -> None:
    wrapped = EncryptedFile(
        tmp_path / "data", KeyFile(tmp_path / "other"), folder="wrapped", name="wrapped"
    )
    wrapped.set(SERVICE, ACCOUNTS[0], "s3cret wrapped", soon)
    assert wrapped.rekey(SERVICE, soon) == 1
    assert file.rekey(SERVICE, soon) == len(ACCOUNTS)
    assert values(file) == VALUES
    assert wrapped.get(SERVICE, ACCOUNTS[0], soon) == "s3cret wrapped"
