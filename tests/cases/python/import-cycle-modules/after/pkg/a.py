import pkg.b
from pkg.new import NewStore


def make():
    return NewStore()
