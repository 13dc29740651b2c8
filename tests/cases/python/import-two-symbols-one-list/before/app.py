from pkg.legacy import OldStore, old_load

stores = OldStore(), old_load()
