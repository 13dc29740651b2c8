from __future__ import annotations

import os
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from store.backends.files import private_files
from store.backends.files.private_files import (
    LARGEST,
    create_private,
    ensure_directory,
    read_private,
    remove_private,
    sweep,
    write_private,
)
from store.errors import Corrupt, Denied, TooLarge, Unavailable
from tests.store.backends.children import NOBODY, as_nobody, descriptors, outcome


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_private(tmp_path / "one" / "two" / "file", b"s3cret")
    return tmp_path / "one" / "two" / "file"


@pytest.fixture
def ours() -> Iterator[Path]:
    """A directory that belongs to nobody, where pytest's own cannot be entered by him."""
    with tempfile.TemporaryDirectory() as name:
        if os.geteuid() == 0:
            os.chown(name, NOBODY, NOBODY)
        yield Path(name)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077, 0o277])
def test_modes_do_not_depend_on_the_mask(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        write_private(tmp_path / "a" / "b" / "file", b"x")
        assert read_private(tmp_path / "a" / "b" / "file") == b"x"
    finally:
        os.umask(before)
    assert mode(tmp_path / "a") == mode(tmp_path / "a" / "b") == 0o700
    assert mode(tmp_path / "a" / "b" / "file") & 0o077 == 0


def test_an_absent_file_is_none(tmp_path: Path) -> None:
    assert read_private(tmp_path / "none") is None
    assert read_private(tmp_path / "no" / "such" / "directory") is None
    assert not remove_private(tmp_path / "none")


def test_a_write_replaces_and_leaves_nothing_else(path: Path) -> None:
    inode = path.stat().st_ino
    write_private(path, b"new", sync_directory=False)
    assert read_private(path) == b"new"
    assert path.stat().st_ino != inode
    assert list(path.parent.iterdir()) == [path]
    assert remove_private(path)
    assert not path.exists()


def test_the_first_creation_wins(path: Path) -> None:
    other = path.with_name("other")
    assert create_private(other, b"first")
    assert not create_private(other, b"second")
    assert read_private(other) == b"first"
    assert sorted(path.parent.iterdir()) == [path, other]


def test_a_creation_killed_between_its_two_names_is_healed(path: Path) -> None:
    temporary = path.with_name(f"{path.name}.0123456789abcdef.tmp")
    temporary.hardlink_to(path)
    assert read_private(path) == b"s3cret"
    assert not temporary.exists()


def symlink(path: Path) -> None:
    path.symlink_to(path.rename(path.with_name("elsewhere")))


def dangling(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.with_name("nothing"))


def fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path, 0o600)


def directory(path: Path) -> None:
    path.unlink()
    path.mkdir(mode=0o700)


def hard_link(path: Path) -> None:
    path.with_name("elsewhere").hardlink_to(path)


def readable(path: Path) -> None:
    path.chmod(0o640)


def writable_by_all(path: Path) -> None:
    path.chmod(0o602)


PLANTED = [symlink, dangling, fifo, directory, hard_link, readable, writable_by_all]


@pytest.mark.parametrize("plant", PLANTED)
def test_what_is_not_a_private_file_is_refused_at_once(
    path: Path, plant: Callable[[Path], None]
) -> None:
    plant(path)
    with pytest.raises(Denied) as caught:
        read_private(path)
    assert str(path) in caught.value.message
    assert caught.value.remedy
    assert "s3cret" not in f"{caught.value} {caught.value.remedy}"


def test_the_remedy_of_an_open_mode_is_the_command(path: Path) -> None:
    path.chmod(0o644)
    with pytest.raises(Denied) as caught:
        read_private(path)
    assert f"chmod 600 {path}" in caught.value.remedy
    assert mode(path) == 0o644


@pytest.mark.parametrize("open_mode", [0o755, 0o710, 0o770, 0o707])
def test_an_open_directory_is_refused(path: Path, open_mode: int) -> None:
    path.parent.chmod(open_mode)
    with pytest.raises(Denied) as caught:
        write_private(path, b"new")
    assert f"chmod 700 {path.parent}" in caught.value.remedy
    assert path.read_bytes() == b"s3cret"


def test_a_link_in_place_of_the_directory_is_refused(path: Path) -> None:
    moved = path.parent.rename(path.parent.with_name("moved"))
    path.parent.symlink_to(moved)
    with pytest.raises(Denied, match="is not a directory"):
        write_private(path, b"new")
    assert (moved / path.name).read_bytes() == b"s3cret"


def test_a_file_in_place_of_the_directory_is_refused(path: Path) -> None:
    with pytest.raises(Denied, match="is not a directory"):
        ensure_directory(path)
    with pytest.raises((Denied, Unavailable)):
        write_private(path / "below", b"")


def test_what_is_too_large_is_neither_read_nor_written(path: Path) -> None:
    with pytest.raises(TooLarge):
        write_private(path, b"x" * (LARGEST + 1))
    assert read_private(path) == b"s3cret"
    write_private(path, b"x" * LARGEST)
    assert read_private(path) == b"x" * LARGEST
    os.truncate(path, LARGEST + 1)
    with pytest.raises(Corrupt):
        read_private(path)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to give a file away")
def test_another_users_file_is_refused(path: Path) -> None:
    os.chown(path, NOBODY, NOBODY)
    with pytest.raises(Denied, match=f"belongs to user {NOBODY}"):
        read_private(path)
    os.chown(path.parent, NOBODY, NOBODY)
    with pytest.raises(Denied, match=f"belongs to user {NOBODY}"):
        write_private(path, b"")


@pytest.mark.parametrize("open_mode", [0o604, 0o640, 0o666])
def test_an_open_mode_is_refused_to_its_owner_too(ours: Path, open_mode: int) -> None:
    def planted() -> object:
        write_private(ours / "file", b"s3cret")
        (ours / "file").chmod(open_mode)
        return read_private(ours / "file")

    told = as_nobody(planted)
    assert told.startswith("DENIED")
    assert f"chmod 600 {ours / 'file'}" in told


def test_a_file_of_root_is_refused_to_a_user(ours: Path) -> None:
    (ours / "file").write_bytes(b"s3cret")
    (ours / "file").chmod(0o644)
    assert as_nobody(lambda: read_private(ours / "file")).startswith("DENIED")
    (ours / "file").chmod(0o600)
    assert as_nobody(lambda: read_private(ours / "file")).startswith("DENIED")


def test_a_directory_without_rights_is_denied(ours: Path) -> None:
    def planted() -> object:
        ours.chmod(0o500)
        write_private(ours / "file", b"s3cret")
        return None

    told = as_nobody(planted)
    assert told.startswith("DENIED")
    assert str(ours) in told
    assert "s3cret" not in told


@contextmanager
def small_disk() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        mount = ["mount", "-t", "tmpfs", "-o", "size=256k,mode=700", "tmpfs", name]
        if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("needs root and mount")
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", name], check=True)


def fill(directory: Path) -> None:
    with suppress(OSError), (directory / "filler").open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)


def test_a_full_disk_keeps_the_old_value() -> None:
    with small_disk() as disk:
        path = disk / "file"
        write_private(path, b"old")
        fill(disk)
        for write in (write_private, create_private):
            told = outcome(lambda write=write: write(path, b"s3cret" * 4096))  # type: ignore[misc]
            assert told.startswith(f"UNAVAILABLE: {path}: No space left on device")
        assert read_private(path) == b"old"
        assert {each.name for each in disk.iterdir()} == {"file", "filler"}


def test_a_file_system_without_modes_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Such a file system (FAT, WSL's /mnt/c) shows every file open to all, whatever is asked for.
    real = os.fstat

    def shown(descriptor: int) -> os.stat_result:
        status = real(descriptor)
        return os.stat_result((status.st_mode | 0o077, *status[1:]))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fstat", shown)
        with pytest.raises(Denied, match="keeps no modes"):
            write_private(path, b"new")
    assert read_private(path) == b"s3cret"
    assert list(path.parent.iterdir()) == [path]


def test_a_rename_that_windows_refuses_for_a_moment_is_tried_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, refusals = os.replace, iter([True, True, False])

    def replace(source: Path, target: Path) -> None:
        if next(refusals):
            raise PermissionError(13, "in use")
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(private_files, "_ATTEMPTS", 4)
    write_private(path, b"new")
    assert read_private(path) == b"new"


def test_where_there_are_no_modes_none_are_checked(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(private_files, "_POSIX", False)
    path.chmod(0o666)
    path.parent.chmod(0o755)
    assert read_private(path) == b"s3cret"
    write_private(path, b"new")
    assert read_private(path) == b"new"
    assert create_private(path.with_name("other"), b"first")
    assert remove_private(path)


def test_a_sweep_takes_only_what_is_old_and_ours(tmp_path: Path) -> None:
    names = ["old.tmp", "young.tmp", "old.tok"]
    for name in names:
        (tmp_path / name).touch()
    (tmp_path / "link.tmp").symlink_to(tmp_path / "old.tok")
    (tmp_path / "directory.tmp").mkdir()
    for name in ("old.tmp", "old.tok", "directory.tmp"):
        os.utime(tmp_path / name, (0, time.time() - 4000))
    assert sweep(tmp_path) == 1
    kept = {each.name for each in tmp_path.iterdir()}
    assert kept == {"young.tmp", "old.tok", "link.tmp", "directory.tmp"}
    assert sweep(tmp_path / "none") == 0


def test_descriptors_stay(path: Path) -> None:
    before = descriptors()
    for plant in (symlink, fifo, directory):
        here = path.with_name(plant.__name__)
        write_private(here, b"x")
        plant(here)
        with pytest.raises(Denied):
            read_private(here)
    for _ in range(200):
        write_private(path, b"x", sync_directory=False)
        read_private(path)
    assert descriptors() == before
