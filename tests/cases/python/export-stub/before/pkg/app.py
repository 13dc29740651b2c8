from .legacy import OldStore


def load(store, key):
    return OldStore().get(key)
