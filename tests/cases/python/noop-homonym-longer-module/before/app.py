import pkg.legacy2
from pkg.legacy_v2 import OldStore

stores = OldStore(), pkg.legacy2.OldStore()
