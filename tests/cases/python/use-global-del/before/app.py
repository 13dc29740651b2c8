from pkg.legacy import OldStore

store = OldStore()


def disable():
    global OldStore
    OldStore = None
