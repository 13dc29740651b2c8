import pkg.legacy


def load(module):
    return getattr(module, "OldStore")()


store = load(pkg.legacy)
