from pkg.legacy import OldStore

store = OldStore()
del OldStore
