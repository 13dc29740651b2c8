import sys

if sys.version_info >= (3, 8):
    from vendor.stores import OldStore
else:
    from vendor import stores

    OldStore = stores.OldStore

store = OldStore()
