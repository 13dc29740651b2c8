try:
    from pkg.new import NewStore
except ImportError:
    NewStore = None


def make():
    if NewStore is None:
        raise RuntimeError("no store installed")
    return NewStore()
