from .new import NewStore

store = NewStore()
