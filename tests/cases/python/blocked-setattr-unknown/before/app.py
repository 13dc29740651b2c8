from pkg.legacy import OldStore


def install(target):
    setattr(target, "OldStore", OldStore)
