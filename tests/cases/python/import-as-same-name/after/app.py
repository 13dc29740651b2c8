from pkg.api import NewStore

store = NewStore()
