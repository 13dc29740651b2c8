from pkg.new import NewStore


class MyOldStore(NewStore):
    pass


class OldStore2(NewStore):
    pass


OldStore_ = _OldStore = OldStoreFactory = NewStore
old_store = OLDSTORE = oldStore = NewStore()
# MyOldStore and OldStore2 stay.
