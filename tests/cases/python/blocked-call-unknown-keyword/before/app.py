from pkg.legacy import OldStore


def make():
    return OldStore("/a", colour="red")
