from importlib import import_module

_LAZY = {"NewStore": ".new"}

__all__ = ["NewStore"]


def __getattr__(name):
    if name in _LAZY:
        return getattr(import_module(_LAZY[name], __name__), name)
    raise AttributeError(name)
