import pkg.new


def test_store():
    assert pkg.new.NewStore()
