from unittest import mock

import app


def test_load():
    with mock.patch("app.Store"):
        app.load("k")
