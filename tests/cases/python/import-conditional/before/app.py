import sys

if sys.platform == "win32":
    from pkg.legacy import OldStore
else:
    from pkg.fallback import OldStore

store = OldStore()
