from pkg.new import NewStore


class Mixin:
    pass


class Audited(Mixin, NewStore):
    base = NewStore

    def get(self, key):
        return NewStore.get(self, key)


def check(value):
    return isinstance(value, (NewStore, dict)) or issubclass(type(value), NewStore) or type(value) is NewStore
