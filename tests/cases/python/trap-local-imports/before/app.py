from pkg.legacy import OldStore


def vendored():
    from vendor.stores import OldStore

    return OldStore()


def own():
    return OldStore()
