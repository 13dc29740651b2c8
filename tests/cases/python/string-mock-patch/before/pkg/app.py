from pkg.legacy import OldStore


def load(key):
    return OldStore().get(key)
