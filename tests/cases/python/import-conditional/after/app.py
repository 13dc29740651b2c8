import sys

if sys.platform == "win32":
    from pkg.new import NewStore
else:
    from pkg.fallback import NewStore

store = NewStore()
