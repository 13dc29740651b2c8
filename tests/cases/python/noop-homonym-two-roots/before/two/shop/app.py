from shop.legacy import OldStore

store = OldStore()
