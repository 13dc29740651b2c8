from __future__ import annotations

import stat
from pathlib import Path

import pytest

from store.backends.encrypted_file import EncryptedFile
from store.errors import Corrupt, Denied, Unavailable


def test_round_trip_is_sealed_and_fresh(file: EncryptedFile) -> None:
    file.set("svc", "a:b", "s3cret")
    first = file.path("svc", "a:b").read_bytes()
    file.set("svc", "a:b", "s3cret")
    assert b"s3cret" not in first
    assert first != file.path("svc", "a:b").read_bytes()
    assert file.get("svc", "a:b") == "s3cret"


def test_swapped_files_do_not_open(file: EncryptedFile) -> None:
    file.set("svc", "a:b", "one")
    file.set("svc", "a:c", "two")
    file.path("svc", "a:b").replace(file.path("svc", "a:c"))
    with pytest.raises(Corrupt):
        file.get("svc", "a:c")


def test_every_cut_is_corrupt(file: EncryptedFile) -> None:
    file.set("svc", "a:b", "one")
    path = file.path("svc", "a:b")
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(Corrupt):
            file.get("svc", "a:b")


def test_modes(file: EncryptedFile, tmp_path: Path) -> None:
    file.set("svc", "a:b", "one")
    for path in tmp_path.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_open_mode_and_links_are_refused(file: EncryptedFile, tmp_path: Path) -> None:
    file.set("svc", "a:b", "one")
    path = file.path("svc", "a:b")
    path.chmod(0o644)
    with pytest.raises(Denied):
        file.get("svc", "a:b")
    path.chmod(0o600)
    moved = path.rename(tmp_path / "elsewhere")
    path.symlink_to(moved)
    with pytest.raises((Denied, Unavailable)):
        file.get("svc", "a:b")


def test_missing_key_is_not_replaced(file: EncryptedFile, tmp_path: Path) -> None:
    file.set("svc", "a:b", "one")
    (tmp_path / "key" / "master.key").unlink()
    with pytest.raises(Corrupt):
        file.set("svc", "a:b", "two")
