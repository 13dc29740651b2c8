from pkg import NewStore

store = NewStore()
