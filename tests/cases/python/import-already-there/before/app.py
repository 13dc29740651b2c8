from pkg.legacy import OldStore
from pkg.new import NewStore


def both(key):
    return OldStore().get(key), NewStore().get(key)
