from unittest import mock
from unittest.mock import patch

from pkg import app


@patch("pkg.app.NewStore")
def test_decorated(store):
    assert app.load("a")


@mock.patch('pkg.new.NewStore.get', return_value="b")
def test_method(get):
    assert app.load("a") == "b"


def test_context():
    with mock.patch("pkg.app.NewStore", autospec=True) as store:
        app.load("a")
    store.assert_called_once_with()
