import os

from pkg.legacy import OldStore

store = OldStore(os.sep + "acme")
