import pkg.stores
from pkg.stores import NewStore, default

stores = NewStore(), default(), pkg.stores.NewStore()
