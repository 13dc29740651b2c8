from pkg.legacy import OldStore


class Mixin:
    pass


class Audited(Mixin, OldStore):
    base = OldStore

    def get(self, key):
        return OldStore.get(self, key)


def check(value):
    return isinstance(value, (OldStore, dict)) or issubclass(type(value), OldStore) or type(value) is OldStore
