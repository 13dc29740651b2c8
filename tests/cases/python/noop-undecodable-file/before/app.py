from vendor.stores import OldStore

store = OldStore()
# café without a cookie
