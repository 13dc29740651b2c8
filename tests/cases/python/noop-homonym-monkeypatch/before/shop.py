from vendor.stores import OldStore
