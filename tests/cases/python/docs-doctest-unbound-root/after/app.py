def read(store):
    """Read.

    >>> read(pkg.new.NewStore())
    """
