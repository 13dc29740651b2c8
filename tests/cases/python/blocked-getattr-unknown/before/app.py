from pkg.legacy import OldStore


def find(registry):
    return getattr(registry, "OldStore", OldStore)
