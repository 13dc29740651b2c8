import shop


def test_monkeypatch(monkeypatch):
    monkeypatch.setattr(shop, "OldStore", dict)
    monkeypatch.setattr("shop.OldStore", dict)
    monkeypatch.setattr("vendor.stores.OldStore", dict)
    shop.OldStore()
