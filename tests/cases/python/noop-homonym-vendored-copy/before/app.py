from third.pkg.legacy import OldStore

store = OldStore()
