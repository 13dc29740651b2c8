from pkg.new import NewStore


def vendored():
    from vendor.stores import OldStore

    return OldStore()


def own():
    return NewStore()
