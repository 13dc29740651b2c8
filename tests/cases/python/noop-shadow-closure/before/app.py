def outer():
    OldStore = 0

    def inner():
        nonlocal OldStore
        OldStore += 1
        return OldStore

    return inner
