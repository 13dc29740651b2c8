from unittest import mock
from unittest.mock import patch

from pkg import app


@patch("pkg.app.OldStore")
def test_decorated(store):
    assert app.load("a")


@mock.patch('pkg.legacy.OldStore.get', return_value="b")
def test_method(get):
    assert app.load("a") == "b"


def test_context():
    with mock.patch("pkg.app.OldStore", autospec=True) as store:
        app.load("a")
    store.assert_called_once_with()
