from unittest import mock

from pkg.legacy import OldStore


def test_store():
    with mock.patch("pkg.legacy.OldStore"):
        OldStore()
