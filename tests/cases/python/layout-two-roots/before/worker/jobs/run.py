from pkg.legacy import OldStore


def run():
    return OldStore()
