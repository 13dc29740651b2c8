from vendor.stores import OldStore


def make():
    return OldStore()
