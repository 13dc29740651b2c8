from unittest import mock

from pkg.store import NewStore, open_store


def test_open():
    with mock.patch("pkg.store.NewStore"):
        open_store()
    assert NewStore()
