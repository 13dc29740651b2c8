import os

from pkg.legacy import OldStore

print(os.sep, OldStore())
