"""Large values behind a keyring: the key lies in it, the values in encrypted files up to 1 MiB.

The keyring is read once per process, and written only when a key is minted or changed: no small
limit, one prompt, no race between writers of the keyring.
"""

from __future__ import annotations

from pathlib import Path

from store.backends.base import Backend
from store.backends.encrypted_file import EncryptedFile
from store.backends.scoped import Scoped
from store.backends.sealing.key_sources import KeyringSource


def keyring_wrapped(root: Path, keyring: Backend) -> EncryptedFile:
    """Return the back end that keeps its keys in ``keyring`` and its values under ``root``.

    Each root has keys of its own: a rekey of one must not drop those of another.
    """
    source = KeyringSource(Scoped(keyring, root))
    return EncryptedFile(root, source, folder="wrapped", name="keyring_wrapped")
