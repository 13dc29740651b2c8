from p import b

DEFAULT = b.OTHER


def f(DEFAULT):
    return DEFAULT


def g():
    return DEFAULT
