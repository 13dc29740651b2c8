from acme.stores.new import NewStore

from ..stores import new

stores = NewStore(), new.NewStore()
