from __future__ import annotations

from pathlib import Path

import pytest

from store.backends.encrypted_file import EncryptedFile
from store.backends.keyring_wrapped import keyring_wrapped
from store.backends.memory import MemoryBackend
from store.backends.sealing.key_sources import RESERVED_ACCOUNT
from store.deadlines import Deadline
from store.errors import KeyMissing, Locked

SERVICE, ACCOUNT = "svc", "google:work"


class Counting(MemoryBackend):
    """A keyring that counts how often it is asked."""

    def __init__(self) -> None:
        super().__init__("keyring")
        self.reads = self.writes = 0

    def get(self, service: str, account: str, deadline: Deadline) -> str | None:
        self.reads += 1
        return super().get(service, account, deadline)

    def set(self, service: str, account: str, value: str, deadline: Deadline) -> None:
        self.writes += 1
        super().set(service, account, value, deadline)


@pytest.fixture
def keyring() -> Counting:
    return Counting()


@pytest.fixture
def wrapped(tmp_path: Path, keyring: Counting) -> EncryptedFile:
    return keyring_wrapped(tmp_path / "data", keyring)


@pytest.fixture
def soon() -> Deadline:
    return Deadline.after(60)


def test_the_value_is_in_the_file_and_only_a_key_in_the_keyring(
    wrapped: EncryptedFile, keyring: Counting, tmp_path: Path, soon: Deadline
) -> None:
    value = "s3cret" * 10_000
    wrapped.set(SERVICE, ACCOUNT, value, soon)
    ((service, account),) = keyring.entries
    assert (service.partition("@")[0], account) == (SERVICE, RESERVED_ACCOUNT)
    assert len(keyring.entries[service, account].encode("utf-16-le")) < 2560
    assert wrapped.path(SERVICE, ACCOUNT).parent == tmp_path / "data" / SERVICE / "wrapped"
    assert keyring_wrapped(tmp_path / "data", keyring).get(SERVICE, ACCOUNT, soon) == value
    assert wrapped.name == "keyring_wrapped"
    assert "keyring" in wrapped.describe()


def test_the_keyring_is_read_once_and_written_once(
    wrapped: EncryptedFile, keyring: Counting, tmp_path: Path, soon: Deadline
) -> None:
    wrapped.set(SERVICE, ACCOUNT, "s3cret", soon)
    assert (keyring.reads, keyring.writes) == (0, 1)
    fresh = keyring_wrapped(tmp_path / "data", keyring)
    keyring.reads = 0
    for number in range(20):
        fresh.set(SERVICE, ACCOUNT, f"s3cret {number}", soon)
        assert fresh.get(SERVICE, ACCOUNT, soon) == f"s3cret {number}"
        fresh.discover(SERVICE, soon)
    assert (keyring.reads, keyring.writes) == (1, 1)


def test_reading_what_is_not_there_asks_no_keyring(
    wrapped: EncryptedFile, keyring: Counting, soon: Deadline
) -> None:
    keyring.failure = Locked("locked by the test")
    assert wrapped.get(SERVICE, ACCOUNT, soon) is None
    assert wrapped.discover(SERVICE, soon) == frozenset()
    assert not wrapped.delete(SERVICE, ACCOUNT, soon)


@pytest.mark.requirement("R12.2")
def test_a_locked_keyring_is_no_absent_entry_and_no_damaged_one(
    wrapped: EncryptedFile, keyring: Counting, tmp_path: Path, soon: Deadline
) -> None:
    wrapped.set(SERVICE, ACCOUNT, "s3cret", soon)
    before = wrapped.path(SERVICE, ACCOUNT).read_bytes()
    keyring.failure = Locked("locked by the test")
    fresh = keyring_wrapped(tmp_path / "data", keyring)
    with pytest.raises(Locked):
        fresh.get(SERVICE, ACCOUNT, soon)
    with pytest.raises(Locked):
        fresh.set(SERVICE, ACCOUNT, "s3cret new", soon)
    with pytest.raises(Locked):
        fresh.discover(SERVICE, soon)
    with pytest.raises(Locked):
        fresh.rekey(SERVICE, soon)
    assert wrapped.path(SERVICE, ACCOUNT).read_bytes() == before
    # Who has the key already goes on, and to delete needs none.
    assert wrapped.get(SERVICE, ACCOUNT, soon) == "s3cret"
    assert fresh.delete(SERVICE, ACCOUNT, soon)


def test_a_keyring_that_lost_the_key_is_a_missing_key(
    wrapped: EncryptedFile, keyring: Counting, tmp_path: Path, soon: Deadline
) -> None:
    wrapped.set(SERVICE, ACCOUNT, "s3cret", soon)
    keyring.entries.clear()
    fresh = keyring_wrapped(tmp_path / "data", keyring)
    with pytest.raises(KeyMissing):
        fresh.get(SERVICE, ACCOUNT, soon)
    with pytest.raises(KeyMissing):
        fresh.set(SERVICE, ACCOUNT, "s3cret new", soon)
    assert not keyring.entries


def test_a_rekey_in_one_root_leaves_the_keys_of_another(
    wrapped: EncryptedFile, keyring: Counting, tmp_path: Path, soon: Deadline
) -> None:
    other = keyring_wrapped(tmp_path / "other", keyring)
    wrapped.set(SERVICE, ACCOUNT, "s3cret", soon)
    other.set(SERVICE, ACCOUNT, "s3cret too", soon)
    assert other.rekey(SERVICE, soon) == 1
    fresh = keyring_wrapped(tmp_path / "data", keyring)
    assert fresh.get(SERVICE, ACCOUNT, soon) == "s3cret"


def test_a_rekey_changes_the_key_in_the_keyring(
    wrapped: EncryptedFile, keyring: Counting, tmp_path: Path, soon: Deadline
) -> None:
    wrapped.set(SERVICE, ACCOUNT, "s3cret", soon)
    before = dict(keyring.entries)
    other = keyring_wrapped(tmp_path / "data", keyring)
    assert other.get(SERVICE, ACCOUNT, soon) == "s3cret"
    assert wrapped.rekey(SERVICE, soon) == 1
    assert keyring.entries.keys() == before.keys()
    assert keyring.entries != before
    assert other.get(SERVICE, ACCOUNT, soon) == "s3cret"
    other.set(SERVICE, ACCOUNT, "s3cret new", soon)
    assert keyring_wrapped(tmp_path / "data", keyring).get(SERVICE, ACCOUNT, soon) == "s3cret new"
