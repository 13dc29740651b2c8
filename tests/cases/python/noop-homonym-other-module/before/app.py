import vendor.stores
from vendor.stores import OldStore

stores = OldStore(), vendor.stores.OldStore()
