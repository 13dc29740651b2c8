from pkg.legacy import OldStore

store = OldStore(OldStore("/a", 1), timeout=len([OldStore("/b")]))
