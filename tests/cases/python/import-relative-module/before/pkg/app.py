from . import legacy


def make():
    return legacy.OldStore()
