import pkg.store
from pkg import store
from pkg.legacy import store as keep

print(pkg.store.get(1), store.get(2), keep(3))
