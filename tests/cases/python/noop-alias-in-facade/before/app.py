import pkg
from pkg import OldStore

stores = OldStore(), pkg.OldStore()
