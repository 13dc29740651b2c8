from unittest import mock

import pkg.app
from pkg import app


def test_object():
    with mock.patch.object(app, "NewStore"):
        app.load("a")
    with mock.patch.object(pkg.app, "NewStore", create=False):
        app.load("a")


def test_monkeypatch(monkeypatch):
    monkeypatch.setattr(app, "NewStore", dict)
    monkeypatch.setattr("pkg.app.NewStore", dict)
    monkeypatch.delattr(app, "NewStore")
