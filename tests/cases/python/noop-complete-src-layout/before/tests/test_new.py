from pkg.new import NewStore


def test_new():
    assert NewStore()
