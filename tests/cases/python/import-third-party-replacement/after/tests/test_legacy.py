from unittest import mock

from keyring_store import NewStore


def test_store():
    with mock.patch("keyring_store.NewStore"):
        NewStore()
