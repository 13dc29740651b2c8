import pkg.legacy


def make():
    return pkg.legacy.OldStore()


class Mine(pkg.legacy.OldStore):
    pass
