from pkg.legacy import OldStore


def usual():
    return OldStore()


def special():
    return OldStore()
