from pkg.api import OldStore

store = OldStore()
