from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from store.backends.files.private_files import write_private
from store.backends.memory import MemoryBackend
from store.backends.sealing import key_sources, sealed_ring
from store.backends.sealing.key_ring import KeyRing, mint, ring_of
from store.backends.sealing.key_sources import (
    RESERVED_ACCOUNT,
    KeyFile,
    KeyringSource,
    KeySource,
    Passphrase,
)
from store.backends.sealing.sealed_ring import Stretching
from store.deadlines import Deadline
from store.errors import Denied, InvalidName, KeyMissing, Locked, NewerVersion
from store.names import split_account
from tests.store.backends.children import in_child

SERVICE = "svc"
PASSPHRASE = "s3cret passphrase é"


@pytest.fixture
def soon() -> Deadline:
    return Deadline.after(60)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    # A key from a passphrase takes 0.3 s at its real cost, which one test below pays.
    monkeypatch.setattr(sealed_ring, "new_stretching", lambda: Stretching(os.urandom(16), 8, 1, 1))


@pytest.fixture(params=["file", "passphrase", "keyring"])
def source(request: pytest.FixtureRequest, tmp_path: Path, quick: None) -> KeySource:
    sources: dict[str, Callable[[], KeySource]] = {
        "file": lambda: KeyFile(tmp_path),
        "passphrase": lambda: Passphrase(tmp_path, PASSPHRASE),
        "keyring": lambda: KeyringSource(MemoryBackend()),
    }
    return sources[request.param]()


def test_a_ring_comes_back(source: KeySource, soon: Deadline) -> None:
    assert source.load(SERVICE, soon) is None
    ring = ring_of(mint())
    source.save(SERVICE, ring, soon)
    assert source.load(SERVICE, soon) == ring
    source.save(SERVICE, ring.added(mint()), soon)
    assert source.load(SERVICE, soon) != ring
    assert source.load("other", soon) is None
    source.clear(SERVICE, soon)
    source.clear(SERVICE, soon)
    assert source.load(SERVICE, soon) is None


def test_a_source_has_a_name_and_shows_no_key(source: KeySource) -> None:
    assert source.name
    assert PASSPHRASE not in f"{source!r} {source.name}"


def test_files_are_private_and_named(tmp_path: Path, soon: Deadline, quick: None) -> None:
    KeyFile(tmp_path / "keys").save(SERVICE, ring_of(mint()), soon)
    Passphrase(tmp_path / "keys", PASSPHRASE).save(SERVICE, ring_of(mint()), soon)
    folder = tmp_path / "keys" / SERVICE
    assert sorted(each.name for each in folder.iterdir()) == ["keys.json", "passphrase.json"]
    assert {each.stat().st_mode & 0o777 for each in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == folder.parent.stat().st_mode & 0o777 == 0o700


def test_no_service_leads_out_of_the_directory(tmp_path: Path, soon: Deadline) -> None:
    for service in ("..", "a/b", "/etc", "", "a\0b"):
        for source in (KeyFile(tmp_path), Passphrase(tmp_path, PASSPHRASE)):
            with pytest.raises(InvalidName):
                source.load(service, soon)


def test_no_token_can_have_the_reserved_account() -> None:
    with pytest.raises(InvalidName):
        split_account(RESERVED_ACCOUNT)


def test_the_sealed_file_shows_no_key(tmp_path: Path, soon: Deadline, quick: None) -> None:
    ring = ring_of(mint())
    source = Passphrase(tmp_path, PASSPHRASE)
    source.save(SERVICE, ring, soon)
    content = source.path(SERVICE).read_text()
    assert ring.active not in content
    assert set(json.loads(content)["kdf"]) == {"name", "m", "t", "p", "salt"}


def test_another_passphrase_is_denied_with_a_remedy(
    tmp_path: Path, soon: Deadline, quick: None
) -> None:
    Passphrase(tmp_path, PASSPHRASE).save(SERVICE, ring_of(mint()), soon)
    with pytest.raises(Denied, match="does not open") as caught:
        Passphrase(tmp_path, "s3cret other").load(SERVICE, soon)
    assert "passphrase" in caught.value.remedy
    assert "s3cret" not in f"{caught.value} {caught.value.remedy}"


def test_no_passphrase_is_a_missing_key_only_where_one_was_used(
    tmp_path: Path, soon: Deadline, quick: None
) -> None:
    assert Passphrase(tmp_path).load(SERVICE, soon) is None
    with pytest.raises(KeyMissing):
        Passphrase(tmp_path).save(SERVICE, ring_of(mint()), soon)
    assert not list(tmp_path.rglob("*.json"))
    Passphrase(tmp_path, PASSPHRASE).save(SERVICE, ring_of(mint()), soon)
    for given in (None, ""):
        with pytest.raises(KeyMissing, match="none is given") as caught:
            Passphrase(tmp_path, given).load(SERVICE, soon)
        assert "STORE_PASSPHRASE_FILE" in caught.value.remedy


def test_the_first_line_of_a_private_file(tmp_path: Path, soon: Deadline, quick: None) -> None:
    file, ring = tmp_path / "passphrase", ring_of(mint())
    source = Passphrase(tmp_path, file=file)
    Passphrase(tmp_path, PASSPHRASE).save(SERVICE, ring, soon)
    for content in (f"{PASSPHRASE}\n", f"{PASSPHRASE}\r\nmore\n", PASSPHRASE):
        write_private(file, content.encode())
        assert source.load(SERVICE, soon) == ring
    file.chmod(0o644)
    assert source.load(SERVICE, soon) == ring  # a mounted secret: root's, and readable by all
    file.chmod(0o620)
    with pytest.raises(Denied, match=str(file)):
        source.load(SERVICE, soon)
    file.chmod(0o600)
    write_private(file, b"\xff\xfe s3cret\n")
    with pytest.raises(KeyMissing, match="not UTF-8"):
        source.load(SERVICE, soon)
    for content in ("", "\n", f"\n{PASSPHRASE}"):
        write_private(file, content.encode())
        with pytest.raises(KeyMissing, match="no first line"):
            source.load(SERVICE, soon)
    file.unlink()
    with pytest.raises(KeyMissing, match="no first line"):
        source.load(SERVICE, soon)


def test_one_passphrase_however_it_is_typed(tmp_path: Path, soon: Deadline, quick: None) -> None:
    ring = ring_of(mint())
    Passphrase(tmp_path, "caf\u00e9").save(SERVICE, ring, soon)
    assert Passphrase(tmp_path, "cafe\u0301").load(SERVICE, soon) == ring


def test_a_damaged_file_is_named_and_kept(tmp_path: Path, soon: Deadline) -> None:
    for source in (KeyFile(tmp_path), Passphrase(tmp_path, PASSPHRASE)):
        path = source.path(SERVICE)
        for content in (b"", b"{", b'{"v":7}', b"\xff" * 100):
            write_private(path, content)
            with pytest.raises((KeyMissing, NewerVersion)):
                source.load(SERVICE, soon)
            assert path.read_bytes() == content


def test_every_truncation_of_a_key_file_is_corrupt(tmp_path: Path, soon: Deadline) -> None:
    source = KeyFile(tmp_path)
    source.save(SERVICE, ring_of(mint()), soon)
    path = source.path(SERVICE)
    whole = path.read_bytes()
    for length in range(len(whole)):
        os.truncate(path, length)
        with pytest.raises(KeyMissing, match=str(path)):
            source.load(SERVICE, soon)
        path.write_bytes(whole)


def test_a_planted_memory_bomb_is_refused_at_once(tmp_path: Path, soon: Deadline) -> None:
    kdf = {"name": "argon2id", "m": 1 << 30, "t": 10, "p": 16, "salt": "A" * 22 + "=="}
    planted = {"v": 1, "kdf": kdf, "nonce": "A" * 16, "sealed": "A" * 64}
    source = Passphrase(tmp_path, PASSPHRASE)
    write_private(source.path(SERVICE), json.dumps(planted).encode())
    started = time.monotonic()
    with pytest.raises(KeyMissing, match="out of bounds"):
        source.load(SERVICE, soon)
    assert time.monotonic() - started < 1


def test_a_key_is_derived_once_per_process_and_not_kept_in_a_child(
    tmp_path: Path, soon: Deadline, monkeypatch: pytest.MonkeyPatch
) -> None:
    derived: list[Stretching] = []

    def stretch(passphrase: bytes, stretching: Stretching) -> bytes:
        derived.append(stretching)
        return real(passphrase, stretching)

    real = sealed_ring.stretch
    monkeypatch.setattr(sealed_ring, "stretch", stretch)
    ring = ring_of(mint())
    Passphrase(tmp_path, PASSPHRASE).save(SERVICE, ring, soon)
    assert [(each.memory, each.passes, each.lanes) for each in derived] == [(65_536, 3, 4)]
    for _ in range(3):
        assert Passphrase(tmp_path, PASSPHRASE).load(SERVICE, soon) == ring
    assert len(derived) == 1

    def load() -> int:
        assert key_sources._stretched._keys == {}
        assert Passphrase(tmp_path, PASSPHRASE).load(SERVICE, soon) == ring
        return len(derived)

    assert in_child(load) == "returned 2"


def test_few_derived_keys_are_kept(tmp_path: Path, soon: Deadline, quick: None) -> None:
    for _ in range(10):
        Passphrase(tmp_path, PASSPHRASE).save(SERVICE, ring_of(mint()), soon)
    assert len(key_sources._stretched._keys) <= 4


def test_a_keyrings_failure_goes_through(soon: Deadline) -> None:
    keyring = MemoryBackend()
    keyring.failure = Locked("the keyring is locked")
    source = KeyringSource(keyring)
    with pytest.raises(Locked):
        source.load(SERVICE, soon)
    with pytest.raises(Locked):
        source.save(SERVICE, ring_of(mint()), soon)
    with pytest.raises(Locked):
        source.clear(SERVICE, soon)


def test_a_foreign_value_in_the_keyring_is_corrupt_and_kept(soon: Deadline) -> None:
    keyring = MemoryBackend()
    keyring.entries[SERVICE, RESERVED_ACCOUNT] = "s3cret of somebody else"
    with pytest.raises(KeyMissing) as caught:
        KeyringSource(keyring).load(SERVICE, soon)
    assert "s3cret" not in f"{caught.value} {caught.value.remedy}"
    assert keyring.entries


def test_the_keyring_holds_one_small_entry(soon: Deadline) -> None:
    keyring = MemoryBackend()
    ring: KeyRing = ring_of(mint())
    KeyringSource(keyring).save(SERVICE, ring.added(mint()), soon)
    assert list(keyring.entries) == [(SERVICE, RESERVED_ACCOUNT)]
    assert len(keyring.entries[SERVICE, RESERVED_ACCOUNT]) < 256
