class OldStore:
    pass


def old_load():
    return OldStore()
