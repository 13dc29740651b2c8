"""A token store in each mode, put together by its constructors: no environment decides anything."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

from store.backends.base import Backend
from store.backends.encrypted_file import EncryptedFile
from store.backends.os_keyring import OSKeyring
from store.backends.sealing.key_sources import KeyFile
from store.model import OAuthToken
from store.secure_store import SecureStore
from store.settings import StoreSettings
from store.token_store import KeyringTokenStore
from store.warnings_once import forget_warnings
from tests.store.own_place import OwnPlace
from tests.store.secret_service import SecretService
from tests.store.sweep import heard, pytest_runtest_makereport

__all__ = ["heard", "pytest_runtest_makereport"]

Mode = Literal["keyring", "fallback"]
SECONDS = 20.0
_numbers = itertools.count()


@pytest.fixture(autouse=True)
def _warnings() -> None:
    """A warning that is given once per process is given once per test."""
    forget_warnings()


@pytest.fixture(scope="session")
def secret_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecretService]:
    """A real Secret Service that stays unlocked; who changes its state starts one of its own."""
    with SecretService(tmp_path_factory.mktemp("keyring")) as service:
        yield service


@pytest.fixture
def service_name() -> str:
    """A service that no other test uses: the daemon outlives the test."""
    return f"test{next(_numbers)}"


@pytest.fixture
def keyring(request: pytest.FixtureRequest, mode: Mode, tmp_path: Path) -> Backend | None:
    """The operating system's keyring on the private bus; None where the mode has none."""
    if mode == "fallback":
        return None
    service: SecretService = request.getfixturevalue("secret_service")
    return OSKeyring(tmp_path / "keyring.lock", bus=service.address)


@pytest.fixture
def fallback(tmp_path: Path) -> EncryptedFile:
    """The encrypted files under a key file."""
    return EncryptedFile(tmp_path / "data", KeyFile(tmp_path / "keys"))


@pytest.fixture
def secure(
    keyring: Backend | None, fallback: EncryptedFile, tmp_path: Path, service_name: str
) -> SecureStore:
    """The store of values in the mode."""
    return SecureStore(
        service_name,
        directory=tmp_path / "data",
        keyring=keyring,
        fallback=fallback,
        deadline=SECONDS,
    )


@pytest.fixture
def tokens(secure: SecureStore) -> KeyringTokenStore:
    """The store of tokens in the mode; its locks lie beside its data."""
    return KeyringTokenStore(secure, settings=StoreSettings(deadline=SECONDS))


@pytest.fixture
def place(mode: Mode, tmp_path: Path) -> Iterator[OwnPlace]:
    """A place of the test's own in the mode, which it may bring down."""
    if mode == "fallback":
        yield OwnPlace(tmp_path, None)
        return
    with SecretService(tmp_path / "home") as daemon:
        yield OwnPlace(tmp_path, daemon)


@pytest.fixture
def token() -> OAuthToken:
    """A token with secrets in fields that the model knows and in one that it does not."""
    return OAuthToken.parse(
        {
            "access_token": "s3cret-access",
            "refresh_token": "s3cret-refresh",
            "id_token": "s3cret-id",
            "expiry": 4_000_000_000,
        }
    )
