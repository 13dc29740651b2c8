"""Opens the store, which is always :class:`~pkg.new.NewStore`."""

from pkg.new import NewStore


# NewStore is slow to open, so there is one.
def open_store():
    """Return an object of class NewStore (or raise)."""
    return NewStore()  # `NewStore` needs no arguments
