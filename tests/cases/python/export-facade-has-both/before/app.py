from pkg import OldStore

store = OldStore()
