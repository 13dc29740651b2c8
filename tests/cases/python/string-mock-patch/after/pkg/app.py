from pkg.new import NewStore


def load(key):
    return NewStore().get(key)
