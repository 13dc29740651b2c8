class OldError(Exception):
    pass
