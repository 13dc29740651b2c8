from vendor.stores import OldStore

print OldStore()
