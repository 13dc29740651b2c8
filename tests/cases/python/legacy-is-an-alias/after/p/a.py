from p import b

NEW = b.OTHER


def f(DEFAULT):
    return DEFAULT


def g():
    return NEW
