from unittest import mock

import pkg.legacy


def test_store():
    with mock.patch("pkg.legacy.TokenStore"), mock.patch("app.TokenStore"):
        assert pkg.legacy.TokenStore()
