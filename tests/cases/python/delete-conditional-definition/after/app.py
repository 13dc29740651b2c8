from pkg.new import NewStore

store = NewStore()
