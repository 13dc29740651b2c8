import pkg.stores
from pkg.stores import OldStore, default

stores = OldStore(), default(), pkg.stores.OldStore()
