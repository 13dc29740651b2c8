from unittest import mock

import pkg.app
from pkg import app


def test_object():
    with mock.patch.object(app, "OldStore"):
        app.load("a")
    with mock.patch.object(pkg.app, "OldStore", create=False):
        app.load("a")


def test_monkeypatch(monkeypatch):
    monkeypatch.setattr(app, "OldStore", dict)
    monkeypatch.setattr("pkg.app.OldStore", dict)
    monkeypatch.delattr(app, "OldStore")
