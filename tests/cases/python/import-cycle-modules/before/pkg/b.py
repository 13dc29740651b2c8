import pkg.a


def make():
    return pkg.a.OldStore()
