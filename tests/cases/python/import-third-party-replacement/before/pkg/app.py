from .legacy import OldStore

store = OldStore()
