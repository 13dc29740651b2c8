def read(store):
    """Read.

    >>> read(pkg.legacy.OldStore())
    """
