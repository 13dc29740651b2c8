from importlib import import_module


def make():
    module = import_module("pkg.legacy")
    return module.OldStore()
