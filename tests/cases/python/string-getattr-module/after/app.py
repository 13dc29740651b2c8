import pkg.new
from pkg import new as L

stores = [
    getattr(pkg.new, "NewStore")(),
    getattr(L, 'NewStore', None),
    hasattr(L, "NewStore"),
    vars(L)["NewStore"],
]
