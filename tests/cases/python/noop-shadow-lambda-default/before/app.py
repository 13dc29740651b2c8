pick = lambda OldStore=1: OldStore
nested = lambda OldStore: lambda: OldStore
