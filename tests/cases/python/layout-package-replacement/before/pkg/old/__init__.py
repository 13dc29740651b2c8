class OldStore:
    pass


def helper():
    return 1
