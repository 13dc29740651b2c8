import pkg.legacy
from pkg import legacy as L

stores = [
    getattr(pkg.legacy, "OldStore")(),
    getattr(L, 'OldStore', None),
    hasattr(L, "OldStore"),
    vars(L)["OldStore"],
]
