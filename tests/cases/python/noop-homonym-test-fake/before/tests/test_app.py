from .fakes import OldStore


def test_fake():
    assert OldStore()
