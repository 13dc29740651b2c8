from pkg.legacy import OldStore

# OldStore of this package.
store = OldStore()
