from unittest import mock

import pkg.core


def test_store():
    with mock.patch("pkg.core.TokenStore"), mock.patch("app.TokenStore"):
        assert pkg.core.TokenStore()
