import pkg.store
from pkg import store
from pkg.store import get

print(pkg.store.get(1), store.get(2), get(3))
