from pkg.legacy import OldStore

shadowed = [OldStore for OldStore in "ab"]
iterated = [OldStore for OldStore in OldStore.items]
mapped = {OldStore: 1 for OldStore in "ab"}
free = [OldStore() for _ in "ab" if OldStore]
