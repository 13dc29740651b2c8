from importlib import import_module


def make():
    module = import_module("pkg.new")
    return module.NewStore()
