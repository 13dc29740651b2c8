from shop import OldStore

store = OldStore()
