from pkg.legacy import OldStore


def make(*arguments):
    return OldStore(*arguments)


def plain():
    return OldStore("/a")
