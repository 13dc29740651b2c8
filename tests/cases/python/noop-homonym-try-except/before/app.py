try:
    from vendor.stores import OldStore
except ImportError:
    OldStore = None

if OldStore is not None:
    store = OldStore()
