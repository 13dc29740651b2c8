from pkg.new import NewStore, new_load

stores = NewStore(), new_load()
