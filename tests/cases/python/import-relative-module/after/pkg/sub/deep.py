from .. import new as store_module


def make():
    return store_module.NewStore()
