from . import new


def make():
    return new.NewStore()
