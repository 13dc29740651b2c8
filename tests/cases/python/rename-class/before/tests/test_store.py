from unittest import mock

from pkg.store import OldStore, open_store


def test_open():
    with mock.patch("pkg.store.OldStore"):
        open_store()
    assert OldStore()
