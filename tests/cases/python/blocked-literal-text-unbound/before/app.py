from pkg.legacy import OldStore

store = OldStore()
