from pkg.legacy import OldStore


class MyOldStore(OldStore):
    pass


class OldStore2(OldStore):
    pass


OldStore_ = _OldStore = OldStoreFactory = OldStore
old_store = OLDSTORE = oldStore = OldStore()
# MyOldStore and OldStore2 stay.
