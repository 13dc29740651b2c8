class MyOldStore:
    pass


class OldStore2(MyOldStore):
    pass


OldStores = OldStoreFactory = _OldStore = OldStore_ = OLDSTORE = old_store = None
# MyOldStore, OldStore2 and OldStores stay.
text = "MyOldStore OldStores pkg.legacy.OldStore2"
