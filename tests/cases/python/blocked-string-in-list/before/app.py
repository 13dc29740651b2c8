from importlib import import_module

STORES = ["OldStore"]


def load(module):
    return [getattr(import_module(module), name)() for name in STORES]
