from unittest import mock

from pkg.new import NewStore


def test_store():
    with mock.patch("pkg.new.NewStore"):
        assert NewStore()
