try:
    import other_pkg.legacy
    from legacy.pkg import OldStore
    from pkg_legacy import OldStore as Other
except ImportError:
    OldStore = Other = None

stores = [OldStore, Other]
