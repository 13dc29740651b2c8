from pkg.new import NewStore, OldStore

stores = NewStore(), OldStore()
