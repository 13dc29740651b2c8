from __future__ import annotations

import logging
import os
import random
import shutil
import stat
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.backends.encrypted_file import EncryptedFile
from store.backends.files.private_files import write_private
from store.backends.sealing.key_sources import KeyFile, Passphrase
from store.deadlines import Deadline
from store.errors import (
    Corrupt,
    Denied,
    InvalidName,
    KeyMissing,
    Timeout,
    TooLarge,
    Unavailable,
)
from tests.store.backends.children import NOBODY, as_nobody, descriptors, in_child, outcome
from tests.store.backends.test_private_files import (
    PLANTED,
    directory,
    fill,
    hard_link,
    ours,
    small_disk,
    symlink,
)

__all__ = ["ours"]

SERVICE, ACCOUNT = "svc", "google:work"
SECRET = "s3cret-value"


def place(root: Path) -> EncryptedFile:
    """The back end with nothing cached."""
    return EncryptedFile(root / "data", KeyFile(root / "keys"))


@pytest.fixture
def file(tmp_path: Path) -> EncryptedFile:
    return place(tmp_path)


@pytest.fixture
def soon() -> Deadline:
    return Deadline.after(60)


@pytest.fixture
def path(file: EncryptedFile, soon: Deadline) -> Path:
    file.set(SERVICE, ACCOUNT, SECRET, soon)
    return file.path(SERVICE, ACCOUNT)


def keys(root: Path) -> Path:
    return KeyFile(root / "keys").path(SERVICE)


def tree(root: Path) -> dict[str, bytes]:
    return {
        str(each.relative_to(root)): each.read_bytes() for each in root.rglob("*") if each.is_file()
    }


def test_reading_makes_nothing(file: EncryptedFile, tmp_path: Path, soon: Deadline) -> None:
    assert file.get(SERVICE, ACCOUNT, soon) is None
    assert not file.delete(SERVICE, ACCOUNT, soon)
    assert file.discover(SERVICE, soon) == frozenset()
    assert file.rekey(SERVICE, Deadline.after(60)) == 0
    assert not keys(tmp_path).exists()
    assert not (tmp_path / "data" / SERVICE / "entries").exists()


@pytest.mark.requirement("R2.1")
def test_each_account_has_its_own_value(
    file: EncryptedFile, tmp_path: Path, soon: Deadline
) -> None:
    accounts = ["google:work", "google:Work", "google:work@example.com", "a:b-c", "a-b:c"]
    for account in accounts:
        file.set(SERVICE, account, f"s3cret {account}", soon)
    file.set("other", ACCOUNT, "s3cret other", soon)
    for each in (file, place(tmp_path)):
        assert each.discover(SERVICE, soon) == frozenset(accounts)
        assert [each.get(SERVICE, a, soon) for a in accounts] == [f"s3cret {a}" for a in accounts]
        assert each.get("other", ACCOUNT, soon) == "s3cret other"
    assert file.delete(SERVICE, accounts[0], soon)
    assert not file.delete(SERVICE, accounts[0], soon)
    assert file.discover(SERVICE, soon) == frozenset(accounts[1:])


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(value=st.text(st.characters(), max_size=2000))
def test_every_text_comes_back(file: EncryptedFile, tmp_path: Path, value: str) -> None:
    file.set(SERVICE, ACCOUNT, value, Deadline.after(60))
    assert place(tmp_path).get(SERVICE, ACCOUNT, Deadline.after(60)) == value


@pytest.mark.parametrize(
    "value", ["", "\0", "é" * 100_000, "x" * 500_000], ids=["empty", "nul", "é", "x"]
)
def test_values_of_any_size_up_to_a_bound(file: EncryptedFile, soon: Deadline, value: str) -> None:
    file.set(SERVICE, ACCOUNT, value, soon)
    assert file.get(SERVICE, ACCOUNT, soon) == value


def test_beyond_the_bound_the_old_value_stays(
    file: EncryptedFile, path: Path, soon: Deadline
) -> None:
    with pytest.raises(TooLarge):
        file.set(SERVICE, ACCOUNT, "s3cret" * 200_000, soon)
    assert file.get(SERVICE, ACCOUNT, soon) == SECRET


def test_names_and_modes_on_disk(path: Path, tmp_path: Path) -> None:
    assert path.parent == tmp_path / "data" / SERVICE / "entries"
    assert path.suffix == ".tok"
    for each in tmp_path.rglob("*"):
        assert stat.S_IMODE(each.stat().st_mode) == (0o700 if each.is_dir() else 0o600)
    everything = repr(tree(tmp_path / "data"))
    for word in (SECRET, "google", "work"):
        assert word not in everything


def test_every_write_is_fresh(file: EncryptedFile, path: Path, soon: Deadline) -> None:
    first = path.read_bytes()
    file.set(SERVICE, ACCOUNT, SECRET, soon)
    assert path.read_bytes() != first


@pytest.mark.parametrize("service", ["..", "a/b", "", "/etc", "a" * 65])
def test_no_service_leads_out_of_the_root(
    file: EncryptedFile, soon: Deadline, service: str
) -> None:
    with pytest.raises(InvalidName):
        file.set(service, ACCOUNT, SECRET, soon)


def test_it_says_where_values_go_without_touching_it(file: EncryptedFile, tmp_path: Path) -> None:
    assert file.describe() == f"encrypted files under {tmp_path / 'data'} (key file)"
    assert file.name == "file"
    assert not list(tmp_path.iterdir())


@pytest.mark.requirement("R4.1")
@pytest.mark.requirement("R12.3")
def test_every_truncation_is_corrupt_and_kept(
    file: EncryptedFile, path: Path, soon: Deadline, caplog: pytest.LogCaptureFixture
) -> None:
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(Corrupt) as caught:
            file.get(SERVICE, ACCOUNT, soon)
        assert caught.value.remedy
        assert path.read_bytes() == whole[:length]
    assert SECRET not in caplog.text


def test_bit_flips_on_disk_give_a_typed_error(
    tmp_path: Path, file: EncryptedFile, path: Path, soon: Deadline
) -> None:
    whole, dice, seen = path.read_bytes(), random.Random(8), set()
    for _ in range(400):
        content = bytearray(whole)
        bit = dice.randrange(len(content) * 8)
        content[bit // 8] ^= 1 << bit % 8
        path.write_bytes(content)
        for each in (file, place(tmp_path)):
            told = outcome(partial(each.get, SERVICE, ACCOUNT, soon))
            seen.add(told.partition(":")[0])
            assert SECRET not in told
        assert path.read_bytes() == content
    assert seen == {"CORRUPT", "KEY_MISSING"}


def test_swapped_files_do_not_open(file: EncryptedFile, path: Path, soon: Deadline) -> None:
    file.set(SERVICE, "google:home", "s3cret home", soon)
    file.set("other", ACCOUNT, "s3cret other", soon)
    home, other = file.path(SERVICE, "google:home"), file.path("other", ACCOUNT)
    contents = [path.read_bytes(), home.read_bytes(), other.read_bytes()]
    for target in (path, home, other):
        before = target.read_bytes()
        for content in contents:
            if content != before:
                target.write_bytes(content)
                service = "other" if target == other else SERVICE
                account = "google:home" if target == home else ACCOUNT
                with pytest.raises((Corrupt, KeyMissing)):
                    file.get(service, account, soon)
        target.write_bytes(before)
    assert file.get(SERVICE, ACCOUNT, soon) == SECRET


@pytest.mark.parametrize("plant", PLANTED)
def test_what_is_planted_in_place_of_an_entry_is_denied_and_left(
    file: EncryptedFile, path: Path, soon: Deadline, plant: Callable[[Path], None]
) -> None:
    file.set(SERVICE, "google:home", "s3cret home", soon)
    plant(path)
    before = path.lstat()
    with pytest.raises(Denied):
        file.get(SERVICE, ACCOUNT, soon)
    with pytest.raises(Denied):
        file.set(SERVICE, ACCOUNT, "s3cret new", soon)
    assert path.lstat() == before
    assert file.discover(SERVICE, soon) == {"google:home"}


@pytest.mark.parametrize("plant", [symlink, hard_link])
def test_a_planted_link_can_be_deleted(
    file: EncryptedFile, path: Path, soon: Deadline, plant: Callable[[Path], None]
) -> None:
    plant(path)
    assert file.delete(SERVICE, ACCOUNT, soon)
    assert file.get(SERVICE, ACCOUNT, soon) is None
    assert path.with_name("elsewhere").exists()


def test_a_planted_directory_stops_its_deletion_with_a_typed_error(
    file: EncryptedFile, path: Path, soon: Deadline
) -> None:
    directory(path)
    with pytest.raises((Denied, Unavailable)):
        file.delete(SERVICE, ACCOUNT, soon)


@pytest.mark.parametrize("level", [0, 1])
def test_an_open_or_linked_directory_is_denied(
    file: EncryptedFile, path: Path, soon: Deadline, level: int
) -> None:
    folder = path.parents[level]
    folder.chmod(0o755)
    with pytest.raises(Denied, match="can be reached by others"):
        file.set(SERVICE, ACCOUNT, "s3cret new", soon)
    folder.chmod(0o700)
    folder.rename(folder.with_name("moved"))
    folder.symlink_to(folder.with_name("moved"))
    with pytest.raises(Denied):
        file.set(SERVICE, ACCOUNT, "s3cret new", soon)


def test_the_entries_folder_is_checked_on_every_read(
    file: EncryptedFile, path: Path, soon: Deadline
) -> None:
    path.parent.chmod(0o777)
    for act in (file.get, file.delete):
        with pytest.raises(Denied, match="can be reached by others"):
            act(SERVICE, ACCOUNT, soon)
    with pytest.raises(Denied):
        file.discover(SERVICE, soon)


@pytest.mark.parametrize("open_mode", [0o644, 0o660])
def test_modes_are_checked_for_a_user_without_rights(ours: Path, open_mode: int) -> None:
    def planted() -> object:
        store, soon = place(ours / "store"), Deadline.after(60)
        store.set(SERVICE, ACCOUNT, SECRET, soon)
        store.path(SERVICE, ACCOUNT).chmod(open_mode)
        return store.get(SERVICE, ACCOUNT, soon)

    told = as_nobody(planted)
    assert told.startswith("DENIED")
    assert "chmod 600" in told
    assert SECRET not in told


@pytest.mark.parametrize("what", ["entry", "key"])
def test_another_users_file_is_denied_to_a_user_without_rights(ours: Path, what: str) -> None:
    def write() -> None:
        place(ours / "store").set(SERVICE, ACCOUNT, SECRET, Deadline.after(60))

    assert as_nobody(write) == "returned None"
    store = place(ours / "store")
    taken = store.path(SERVICE, ACCOUNT) if what == "entry" else keys(ours / "store")
    for mode in (0o600, 0o644):
        os.chown(taken, 0, 0)
        taken.chmod(mode)
        told = as_nobody(lambda: store.get(SERVICE, ACCOUNT, Deadline.after(60)))
        assert told.startswith("DENIED")
        assert str(taken) in told
    os.chown(taken, NOBODY, NOBODY)
    taken.chmod(0o600)
    told = as_nobody(lambda: store.get(SERVICE, ACCOUNT, Deadline.after(60)))
    assert told == f"returned {SECRET!r}"


def test_a_directory_that_cannot_be_written_is_denied(ours: Path) -> None:
    def write() -> None:
        (ours / "store").mkdir(mode=0o500)
        place(ours / "store").set(SERVICE, ACCOUNT, SECRET, Deadline.after(60))

    assert as_nobody(write).startswith("DENIED")


@pytest.mark.requirement("R4.2")
def test_a_new_value_keeps_the_corrupt_one_beside_it(
    file: EncryptedFile, path: Path, soon: Deadline, caplog: pytest.LogCaptureFixture
) -> None:
    damaged = path.read_bytes()[:-9]
    path.write_bytes(damaged)
    file.set(SERVICE, ACCOUNT, "s3cret new", soon)
    assert file.get(SERVICE, ACCOUNT, soon) == "s3cret new"
    assert path.with_suffix(".corrupt").read_bytes() == damaged
    assert file.discover(SERVICE, soon) == {ACCOUNT}
    assert "google" not in caplog.text
    assert "s3cret" not in caplog.text
    assert file.delete(SERVICE, ACCOUNT, soon)
    assert [each.name for each in path.parent.iterdir()] == ["active.kid"]


def test_what_is_newer_is_never_replaced(file: EncryptedFile, path: Path, soon: Deadline) -> None:
    newer = path.read_bytes().replace(b'"v":1', b'"v":2')
    path.write_bytes(newer)
    for act in (
        lambda: file.get(SERVICE, ACCOUNT, soon),
        lambda: file.set(SERVICE, ACCOUNT, "s3cret new", soon),
    ):
        assert "written by a newer version" in outcome(act)
        assert path.read_bytes() == newer
    assert file.delete(SERVICE, ACCOUNT, soon)


def test_a_newer_key_ring_is_never_replaced(
    file: EncryptedFile, tmp_path: Path, soon: Deadline
) -> None:
    write_private(keys(tmp_path), b'{"v":2}')
    with pytest.raises(Corrupt, match="written by a newer version"):
        file.set(SERVICE, ACCOUNT, SECRET, soon)
    assert keys(tmp_path).read_bytes() == b'{"v":2}'


def test_no_key_is_minted_beside_entries_whose_key_is_gone(
    path: Path, tmp_path: Path, soon: Deadline
) -> None:
    kept = keys(tmp_path).rename(tmp_path / "kept")
    store = place(tmp_path)
    for act in (
        lambda: store.get(SERVICE, ACCOUNT, soon),
        lambda: store.set(SERVICE, ACCOUNT, "s3cret new", soon),
        lambda: store.set(SERVICE, "google:home", "s3cret new", soon),
        lambda: store.discover(SERVICE, soon),
        lambda: store.rekey(SERVICE, soon),
    ):
        assert outcome(act).startswith("KEY_MISSING")
    assert not keys(tmp_path).exists()
    kept.rename(keys(tmp_path))
    assert store.get(SERVICE, ACCOUNT, soon) == SECRET


def test_an_entry_under_an_unknown_key_says_so_and_is_set_aside(
    file: EncryptedFile, path: Path, tmp_path: Path, soon: Deadline
) -> None:
    foreign = place(tmp_path / "elsewhere")
    foreign.set(SERVICE, ACCOUNT, "s3cret foreign", soon)
    content = foreign.path(SERVICE, ACCOUNT).read_bytes()
    path.write_bytes(content)
    with pytest.raises(KeyMissing):
        file.get(SERVICE, ACCOUNT, soon)
    file.set(SERVICE, ACCOUNT, "s3cret new", soon)
    assert file.get(SERVICE, ACCOUNT, soon) == "s3cret new"
    assert path.with_suffix(".corrupt").read_bytes() == content


def test_a_passphrase_that_was_used_is_asked_for_and_not_gone_round(tmp_path: Path) -> None:
    soon, folder = Deadline.after(60), tmp_path / "keys"
    sealed = EncryptedFile(tmp_path / "data", Passphrase(folder, "s3cret passphrase"))
    sealed.set(SERVICE, ACCOUNT, SECRET, soon)
    sealed.delete(SERVICE, ACCOUNT, soon)
    fallen = EncryptedFile(tmp_path / "data", KeyFile(folder), others=[Passphrase(folder)])
    with pytest.raises(KeyMissing, match="none is given"):
        fallen.set(SERVICE, ACCOUNT, SECRET, soon)
    assert not keys(tmp_path).exists()


def test_a_listing_leaves_out_what_does_not_open_and_names_nothing(
    file: EncryptedFile, path: Path, soon: Deadline, caplog: pytest.LogCaptureFixture
) -> None:
    for account in ("a:cut", "a:mode", "a:fine"):
        file.set(SERVICE, account, SECRET, soon)
    os.truncate(file.path(SERVICE, "a:cut"), 40)
    file.path(SERVICE, "a:mode").chmod(0o640)
    shutil.copy(path, path.with_name("misplaced.tok"))
    (path.parent / "readme.txt").touch()
    with caplog.at_level(logging.WARNING):
        assert file.discover(SERVICE, soon) == {ACCOUNT, "a:fine"}
    assert caplog.messages == ["3 encrypted entries are left out: CORRUPT, DENIED"]


def test_the_first_key_is_minted_once_by_many(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    pids = []
    for number in range(8):
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                os.close(writing)
                os.read(reading, 1)
                place(tmp_path).set(SERVICE, f"a:{number}", f"s3cret {number}", Deadline.after(60))
                status = 0
            finally:
                os._exit(status)
        pids.append(pid)
    os.close(reading)
    os.close(writing)
    assert [os.waitpid(pid, 0)[1] for pid in pids] == [0] * 8
    store, soon = place(tmp_path), Deadline.after(60)
    assert [store.get(SERVICE, f"a:{n}", soon) for n in range(8)] == [
        f"s3cret {n}" for n in range(8)
    ]
    ring = KeyFile(tmp_path / "keys").load(SERVICE, soon)
    assert ring is not None
    assert len(ring.keys) == 1


def test_threads_share_one(file: EncryptedFile, soon: Deadline) -> None:
    failures: list[str] = []

    def work(number: int) -> None:
        for turn in range(10):
            file.set(SERVICE, f"a:{number}", f"s3cret {turn}", soon)
            if file.get(SERVICE, f"a:{number}", soon) != f"s3cret {turn}":
                failures.append(f"{number} {turn}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(file.discover(SERVICE, soon)) == 4


def test_children_go_on_while_threads_of_the_parent_write(
    file: EncryptedFile, path: Path, soon: Deadline
) -> None:
    done = threading.Event()

    def write() -> None:
        while not done.is_set():
            file.set(SERVICE, "a:thread", SECRET, soon)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for number in range(20):

            def child(number: int = number) -> object:
                file.set(SERVICE, "a:child", f"s3cret {number}", soon)
                return file.get(SERVICE, "a:child", soon), file.get(SERVICE, ACCOUNT, soon)

            assert in_child(child) == f"returned ('s3cret {number}', {SECRET!r})"
    finally:
        done.set()
        thread.join()


def test_a_writer_waits_for_another_only_until_its_deadline(
    file: EncryptedFile, path: Path, tmp_path: Path
) -> None:
    from store.backends.files.file_locks import exclusive

    lock = tmp_path / "data" / SERVICE / "keys.lock"
    with exclusive(lock, Deadline.after(10), "the test"):
        for act in (
            lambda: file.set(SERVICE, ACCOUNT, "s3cret new", Deadline.after(0.2)),
            lambda: file.delete(SERVICE, ACCOUNT, Deadline.after(0.2)),
            lambda: file.rekey(SERVICE, Deadline.after(0.2)),
        ):
            started = time.monotonic()
            assert outcome(act).startswith("TIMEOUT: another writer of the encrypted files")
            assert time.monotonic() - started < 1.24
        assert file.get(SERVICE, ACCOUNT, Deadline.after(10)) == SECRET
    with pytest.raises(Timeout):
        file.set(SERVICE, ACCOUNT, "s3cret new", Deadline.after(-1))


def test_a_full_disk_keeps_the_old_value() -> None:
    with small_disk() as disk:
        soon = Deadline.after(60)
        store = place(disk)
        store.set(SERVICE, ACCOUNT, SECRET, soon)
        fill(disk)
        before = tree(disk / "data")
        for account in (ACCOUNT, "a:new"):
            told = outcome(partial(store.set, SERVICE, account, "s3cret" * 999, soon))
            assert told.startswith("UNAVAILABLE")
            assert "No space left on device" in told
        assert outcome(lambda: store.rekey(SERVICE, soon)).startswith("UNAVAILABLE")
        assert tree(disk / "data") == before
        assert place(disk).get(SERVICE, ACCOUNT, soon) == SECRET
        (disk / "filler").unlink()
        store.set(SERVICE, ACCOUNT, "s3cret new", soon)
        assert store.get(SERVICE, ACCOUNT, soon) == "s3cret new"


def test_descriptors_stay(file: EncryptedFile, path: Path, soon: Deadline) -> None:
    before = descriptors()
    for turn in range(340):
        file.set(SERVICE, "a:b", f"s3cret {turn}", soon)
        assert file.get(SERVICE, "a:b", soon) == f"s3cret {turn}"
        assert file.delete(SERVICE, "a:b", soon)
    assert descriptors() == before


def test_old_temporaries_are_swept_by_the_next_writer(
    path: Path, tmp_path: Path, soon: Deadline
) -> None:
    for folder in (path.parent, keys(tmp_path).parent):
        left = folder / "x.tok.0123.tmp"
        left.touch(mode=0o600)
        os.utime(left, (0, time.time() - 4000))
    place(tmp_path).set(SERVICE, ACCOUNT, SECRET, soon)
    assert not list((tmp_path / "data").rglob("*.tmp"))
    place(tmp_path).rekey(SERVICE, soon)
    assert not list(tmp_path.rglob("*.tmp"))


def test_an_entry_that_another_key_holds_is_read_and_never_written_with_it(tmp_path: Path) -> None:
    soon, folder = Deadline.after(60), tmp_path / "keys"
    place(tmp_path).set(SERVICE, ACCOUNT, SECRET, soon)
    moved = EncryptedFile(
        tmp_path / "data", Passphrase(folder, "s3cret passphrase"), others=[KeyFile(folder)]
    )
    assert moved.get(SERVICE, ACCOUNT, soon) == SECRET
    assert not (folder / SERVICE / "passphrase.json").exists()
    moved.set(SERVICE, "a:new", SECRET, soon)
    assert (folder / SERVICE / "passphrase.json").exists()
    with pytest.raises(KeyMissing):
        place(tmp_path).get(SERVICE, "a:new", soon)


def test_every_error_is_a_store_error_and_shows_no_secret(
    file: EncryptedFile, path: Path, tmp_path: Path, soon: Deadline
) -> None:
    dice = random.Random(9)
    key_file = keys(tmp_path)
    originals = {each: each.read_bytes() for each in (path, key_file, path.parent / "active.kid")}
    for _ in range(300):
        target = dice.choice(list(originals))
        content = bytearray(originals[target])
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
        target.write_bytes(content)
        store = place(tmp_path)
        for act in (
            partial(store.get, SERVICE, ACCOUNT, soon),
            partial(store.discover, SERVICE, soon),
        ):
            told = outcome(act)
            code, _, _ = told.partition(":")
            if code in ("CORRUPT", "KEY_MISSING"):
                assert SECRET not in told
            else:
                right: tuple[object, ...] = (SECRET, frozenset({ACCOUNT}), frozenset())
                assert told in [f"returned {each!r}" for each in right]
        target.write_bytes(originals[target])
