from pkg.legacy import OldStore

text = t"store {OldStore.__name__}"
try:
    store = OldStore()
except ValueError, OldStore:
    store = None
