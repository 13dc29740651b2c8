from pkg.new import NewStore


def load(key):
    """Load one key.

    >>> from pkg.new import NewStore
    >>> store = NewStore()
    >>> [
    ...     NewStore().get("a"),
    ... ]
    ['a']
    """
    return NewStore().get(key)
