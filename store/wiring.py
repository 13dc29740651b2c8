"""Which back ends the settings ask for, put together."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from store.backends.encrypted_file import EncryptedFile
from store.backends.keyring_wrapped import keyring_wrapped
from store.backends.os_keyring import OSKeyring
from store.backends.scoped import Scoped
from store.backends.sealing.key_sources import KeyFile, KeySource, Passphrase
from store.names import check_name
from store.secure_store import SecureStore

if TYPE_CHECKING:
    from store.backends.base import Backend
    from store.settings import StoreSettings


def settings_or_environment(settings: StoreSettings | None) -> StoreSettings:
    """Return the settings, those of the environment when none are given."""
    from store.settings import load_settings

    return load_settings() if settings is None else settings


def isolated(
    settings: StoreSettings, *, service: str | None, directory: Path | None
) -> StoreSettings:
    """Return the settings for another service or directory; another directory has its own keys."""
    changes: dict[str, object] = {}
    if service is not None:
        changes["service"] = check_name("service", service)
    if directory is not None:
        from store.settings import key_directory_of

        root = directory.expanduser().absolute()
        keys = key_directory_of(root)
        changes |= {"directory": root, "key_directory": keys, "lock_directory": None}
    return settings.model_copy(update=changes)


def build_secure_store(settings: StoreSettings) -> SecureStore:
    """Wire the back ends that the settings ask for; touches neither the disk nor the keyring."""
    return SecureStore(
        settings.service,
        directory=settings.directory,
        keyring=build_keyring(settings),
        fallback=build_file(settings) if settings.backend in ("auto", "file") else None,
        policy="allow" if settings.backend == "file" else settings.fallback,
        deadline=settings.operation_deadline,
    )


def build_keyring(settings: StoreSettings) -> Backend | None:
    """Return the place in the keyring, None when it is switched off.

    On Windows, where an entry holds 1,280 characters, ``auto`` keeps only a key in the keyring.
    """
    if settings.disable_keyring or settings.backend == "file":
        return None
    keyring = OSKeyring(
        settings.runtime_directory / "keyring.lock",
        interactive=settings.interactive,
        preferred=settings.keyring_backend,
    )
    small = settings.backend == "auto" and sys.platform == "win32"
    if small or settings.backend == "keyring_wrapped":
        return keyring_wrapped(settings.directory, keyring)
    return Scoped(keyring, settings.directory)


def build_file(settings: StoreSettings) -> EncryptedFile:
    """Return the encrypted files under the key source that the settings name."""
    given = settings.passphrase is not None or settings.passphrase_file is not None
    secret = None if settings.passphrase is None else settings.passphrase.get_secret_value()
    file = settings.passphrase_file
    phrase = Passphrase(settings.key_directory, passphrase=secret, file=file)
    key = KeyFile(settings.key_directory)
    asked = settings.key_source == "passphrase" or (settings.key_source == "auto" and given)
    sources: tuple[KeySource, KeySource] = (phrase, key) if asked else (key, phrase)
    return EncryptedFile(settings.directory, sources[0], others=sources[1:])
