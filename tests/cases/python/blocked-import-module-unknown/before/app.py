from importlib import import_module


def load(package):
    return getattr(import_module(package + ".legacy"), "OldStore")()
