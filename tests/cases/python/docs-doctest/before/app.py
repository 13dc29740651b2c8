from pkg.legacy import OldStore


def load(key):
    """Load one key.

    >>> from pkg.legacy import OldStore
    >>> store = OldStore()
    >>> [
    ...     OldStore().get("a"),
    ... ]
    ['a']
    """
    return OldStore().get(key)
