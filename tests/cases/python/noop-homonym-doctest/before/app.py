def load():
    """Load.

    >>> from vendor.stores import OldStore
    >>> OldStore() is None
    False
    """
