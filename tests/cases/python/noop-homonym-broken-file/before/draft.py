from vendor.stores import OldStore

store = OldStore()


def unfinished(:
    pass
