try:
    from pkg.legacy import OldStore
except ImportError:
    OldStore = None


def make():
    if OldStore is None:
        raise RuntimeError("no store installed")
    return OldStore()
