import pkg.legacy


def test_store():
    assert pkg.legacy.OldStore()
