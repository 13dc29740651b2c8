from pkg.new import NewStore

text = t"store {NewStore.__name__}"
try:
    store = NewStore()
except ValueError, NewStore:
    store = None
