"""Opens the store, which is always :class:`~pkg.legacy.OldStore`."""

from pkg.legacy import OldStore


# OldStore is slow to open, so there is one.
def open_store():
    """Return an object of class OldStore (or raise)."""
    return OldStore()  # `OldStore` needs no arguments
