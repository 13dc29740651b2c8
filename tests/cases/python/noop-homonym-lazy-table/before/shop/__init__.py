from importlib import import_module

_LAZY = {"OldStore": "vendor.stores"}


def __getattr__(name):
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(name)
