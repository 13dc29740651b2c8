OldStore = None


def set_store(value):
    global OldStore
    OldStore = value
    return OldStore


del OldStore
