from pkg.legacy import OldStore


def make():
    return OldStore("/a", 1, 0o600, "surplus")
