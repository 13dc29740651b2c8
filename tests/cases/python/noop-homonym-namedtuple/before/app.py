from collections import namedtuple

OldStore = namedtuple("OldStore", "key value")
row = OldStore(1, 2)
