"""Session handling: opens a `Connection`, see :class:`pkg.new.Connection`."""

from pkg.new import Connection


# Session expired: open another one.
def open_session():
    """Session objects are cheap."""
    return Connection()
