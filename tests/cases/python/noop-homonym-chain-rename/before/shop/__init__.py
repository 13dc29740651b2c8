from vendor.stores import OldStore as Store
