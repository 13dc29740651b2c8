from pkg.fresh import NewStore

store = NewStore()
