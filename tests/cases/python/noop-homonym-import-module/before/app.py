from importlib import import_module

store = import_module("vendor.stores").OldStore()
