import pkg.store
from pkg import store

print(store.get(1), pkg.store.get(2))
