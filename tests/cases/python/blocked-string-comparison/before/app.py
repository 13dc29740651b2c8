from pkg.legacy import OldStore


def is_store(value):
    return type(value).__name__ == "OldStore" or isinstance(value, OldStore)
