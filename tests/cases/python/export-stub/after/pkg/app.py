from .new import NewStore


def load(store, key):
    return NewStore().get(key)
