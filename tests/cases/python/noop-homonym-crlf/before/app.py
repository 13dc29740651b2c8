from vendor.stores import OldStore

store = OldStore()
