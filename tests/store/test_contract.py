"""The contract for back ends, kept by ours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.backends.base import Backend
from store.backends.encrypted_file import EncryptedFile
from store.backends.keyring_wrapped import keyring_wrapped
from store.backends.memory import MemoryBackend
from store.backends.os_keyring import OSKeyring
from store.backends.sealing.key_sources import KeyFile
from store.testing import BackendContract
from tests.store.secret_service import SecretService


class TestMemory(BackendContract):
    persistent = False

    def backend(self, directory: Path) -> Backend:
        return MemoryBackend()


class TestEncryptedFile(BackendContract):
    def backend(self, directory: Path) -> Backend:
        return EncryptedFile(directory / "data", KeyFile(directory / "keys"))


class WithKeyring(BackendContract):
    @pytest.fixture(autouse=True)
    def _service(self, tmp_path: Path) -> Iterator[None]:
        with SecretService(tmp_path / "home") as service:
            self.address = service.address
            yield


class TestOSKeyring(WithKeyring):
    def backend(self, directory: Path) -> Backend:
        return OSKeyring(directory / "keyring.lock", bus=self.address)


class TestKeyringWrapped(WithKeyring):
    def backend(self, directory: Path) -> Backend:
        ring = OSKeyring(directory / "keyring.lock", bus=self.address)
        return keyring_wrapped(directory / "data", ring)
