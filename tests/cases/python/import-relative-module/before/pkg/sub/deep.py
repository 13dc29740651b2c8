from .. import legacy as store_module


def make():
    return store_module.OldStore()
