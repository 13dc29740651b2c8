from shop import Store as OldStore

store = OldStore()
