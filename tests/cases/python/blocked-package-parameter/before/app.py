import pkg.legacy


def hidden(pkg):
    return pkg.legacy.OldStore()


store = pkg.legacy.OldStore()
