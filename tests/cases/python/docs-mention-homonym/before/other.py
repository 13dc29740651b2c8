from vendor.stores import OldStore

# OldStore of the vendor.
store = OldStore()
