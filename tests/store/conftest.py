from __future__ import annotations

from pathlib import Path

import pytest

from store.backends.encrypted_file import EncryptedFile
from store.backends.memory import MemoryBackend
from store.model import OAuthToken
from store.secure_store import SecureStore
from store.token_store import KeyringTokenStore

SECRET = "s3cret-access"


@pytest.fixture
def token() -> OAuthToken:
    return OAuthToken.model_validate(
        {
            "access_token": SECRET,
            "refresh_token": "s3cret-refresh",
            "expiry": 1,
            "id_token": "s3cret-id",
        }
    )


@pytest.fixture
def file(tmp_path: Path) -> EncryptedFile:
    return EncryptedFile(tmp_path / "entries", tmp_path / "key")


@pytest.fixture(params=["keyring", "file"])
def secure(request: pytest.FixtureRequest, file: EncryptedFile) -> SecureStore:
    return SecureStore("svc", MemoryBackend() if request.param == "keyring" else None, file)


@pytest.fixture
def tokens(secure: SecureStore, tmp_path: Path) -> KeyringTokenStore:
    return KeyringTokenStore(secure, directory=tmp_path)
