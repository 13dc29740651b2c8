import vendor.stores as legacy
from vendor import stores as new

stores = legacy.OldStore(), new.OldStore()
