"""Session handling: opens a `Session`, see :class:`pkg.legacy.Session`."""

from pkg.legacy import Session


# Session expired: open another one.
def open_session():
    """Session objects are cheap."""
    return Session()
