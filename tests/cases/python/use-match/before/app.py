import pkg.legacy
from pkg.legacy import OldStore


def kind(value):
    match value:
        case OldStore():
            return "store"
        case {"store": pkg.legacy.OldStore() as store}:
            return store
        case [OldStore(), *_] | (OldStore(), _):
            return "stores"
