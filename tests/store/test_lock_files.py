"""Names of lock files, and a directory that cannot be used."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.deadlines import Deadline
from store.errors import Denied, InvalidName, Unavailable
from store.lock_records import account_at, guard_path, lock_path
from store.locks import LockState, RefreshLocks, break_lock, lock_states
from store.names import account_of
from tests.store.backends.children import NOBODY, as_nobody
from tests.store.lock_plants import ACCOUNT

NAMES = st.from_regex(r"[A-Za-z0-9._@-]{1,64}", fullmatch=True).filter(lambda name: name.strip("."))


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "locks"


def soon() -> Deadline:
    return Deadline.after(10.0)


@pytest.mark.requirement("R10.1")
@given(NAMES, NAMES, NAMES, NAMES)
def test_no_two_accounts_share_a_file_on_any_file_system(
    provider: str, bucket: str, other_provider: str, other_bucket: str
) -> None:
    one, two = account_of(provider, bucket), account_of(other_provider, other_bucket)
    names = {lock_path(Path("x"), account).name.casefold() for account in (one, two)}
    assert len(names) == len({one, two})


@pytest.mark.requirement("R10.1")
@given(NAMES, NAMES)
def test_a_name_is_legal_everywhere_and_tells_its_account(provider: str, bucket: str) -> None:
    account = account_of(provider, bucket)
    path = lock_path(Path("x"), account)
    assert account_at(path) == account
    assert len(path.name) <= 200
    assert not set(path.name) & set('<>:"/\\|?*') and path.name[-1] not in ". "
    assert guard_path(path).name.removesuffix(".guard") == path.name.removesuffix(".lock")


@pytest.mark.requirement("R10.1")
def test_the_names_that_met_in_the_original_are_apart() -> None:
    pairs = [("a", "b-c"), ("a-b", "c"), ("gemini", "work"), ("gemini-work", None)]
    pairs += [("A", "b-c"), ("a", "B-c"), ("a", "default"), ("a", None)]
    names = {lock_path(Path("x"), account_of(*pair)).name.casefold() for pair in pairs}
    assert len(names) == len(pairs) - 1


def test_a_name_whose_digest_does_not_fit_is_not_ours(directory: Path) -> None:
    path = lock_path(directory, ACCOUNT)
    assert account_at(path.with_name(path.name.replace("bucket", "budget"))) is None
    assert account_at(path.with_name("provider-refresh.lock")) is None
    assert account_at(path.with_name(f"{'0' * 32}+a+b+c.lock")) is None


@pytest.mark.parametrize("account", ["", "provider", "a:b:c", "../x:b", "a:", ":b", "a b:c"])
def test_what_is_no_account_is_refused_before_anything_is_touched(
    account: str, directory: Path
) -> None:
    with pytest.raises(InvalidName):
        RefreshLocks(directory).acquire(account)
    assert not directory.exists()


def test_a_link_in_place_of_a_lock_is_refused(directory: Path, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("kept")
    directory.mkdir(mode=0o700)
    lock_path(directory, ACCOUNT).symlink_to(target)
    locks = RefreshLocks(directory, stale=0.05)
    for _ in range(3):
        with pytest.raises(Denied, match="not a regular file"):
            locks.acquire(ACCOUNT, wait=0.1)
    assert lock_states(directory) == (
        LockState(ACCOUNT, lock_path(directory, ACCOUNT), held=True, damaged=True),
    )
    assert target.read_text() == "kept"
    released = break_lock(directory, ACCOUNT, soon())
    assert released is not None and not released.held
    assert target.read_text() == "kept"
    assert locks.acquire(ACCOUNT, wait=0)


def test_a_link_in_place_of_a_guard_is_refused(directory: Path, tmp_path: Path) -> None:
    directory.mkdir(mode=0o700)
    guard_path(lock_path(directory, ACCOUNT)).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Denied):
        RefreshLocks(directory).acquire(ACCOUNT, wait=0)
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("bits", [0o755, 0o770, 0o777])
def test_a_directory_that_others_reach_is_refused(bits: int, directory: Path) -> None:
    directory.mkdir()
    directory.chmod(bits)
    with pytest.raises(Denied, match="reached by others") as caught:
        RefreshLocks(directory).acquire(ACCOUNT, wait=0)
    assert f"chmod 700 {directory}" in caught.value.remedy
    assert list(directory.iterdir()) == []


def test_a_directory_in_place_of_a_lock_is_refused(directory: Path) -> None:
    directory.mkdir(mode=0o700)
    lock_path(directory, ACCOUNT).mkdir()
    with pytest.raises(Denied):
        RefreshLocks(directory).acquire(ACCOUNT, wait=0)
    assert lock_states(directory)[0].damaged


def test_missing_rights_are_a_denial() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        locks = RefreshLocks(folder / "locks")
        told = as_nobody(lambda: locks.acquire(ACCOUNT, wait=0))
        assert told.startswith("DENIED"), told
        owned = folder / "owned"
        owned.mkdir(mode=0o500)
        os.chown(owned, NOBODY, NOBODY)
        told = as_nobody(lambda: RefreshLocks(owned).acquire(ACCOUNT, wait=0))
        assert told.startswith("DENIED"), told


@contextmanager
def full_disk() -> Iterator[Path]:
    """Make a file system on which nothing can be written."""
    with tempfile.TemporaryDirectory() as name:
        mount = ["mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", name]
        if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("needs root and mount")
        try:
            with pytest.raises(OSError), (Path(name) / "filler").open("wb", buffering=0) as filler:
                while True:
                    filler.write(bytes(4096))
            yield Path(name)
        finally:
            subprocess.run(["umount", name], check=True)


def test_a_full_disk_is_an_outage_and_leaves_nothing() -> None:
    with full_disk() as disk:
        locks = RefreshLocks(disk)
        with pytest.raises(Unavailable):
            locks.acquire(ACCOUNT, wait=0)
        assert not locks.holds(ACCOUNT)
        assert not list(disk.glob("*.lock"))
        (disk / "filler").unlink()
        assert locks.acquire(ACCOUNT, wait=0)
        locks.release(ACCOUNT)
