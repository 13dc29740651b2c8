from pkg.new import NewStore


def both(key):
    return NewStore().get(key), NewStore().get(key)
