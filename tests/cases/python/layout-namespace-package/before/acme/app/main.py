from acme.stores.legacy import OldStore

from ..stores import legacy

stores = OldStore(), legacy.OldStore()
