from pkg.new import NewStore

shadowed = [OldStore for OldStore in "ab"]
iterated = [OldStore for OldStore in NewStore.items]
mapped = {OldStore: 1 for OldStore in "ab"}
free = [NewStore() for _ in "ab" if NewStore]
