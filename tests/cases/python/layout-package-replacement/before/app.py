from pkg.old import OldStore

store = OldStore()
