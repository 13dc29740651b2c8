import pkg.b
from pkg.legacy import OldStore


def make():
    return OldStore()
