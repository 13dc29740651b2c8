import vendor.stores
from vendor import stores

found = getattr(stores, "OldStore"), hasattr(vendor.stores, "OldStore")
