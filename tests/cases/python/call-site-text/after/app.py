from pkg.new import NewStore


def usual():
    return NewStore()


def special():
    return NewStore.shared()
