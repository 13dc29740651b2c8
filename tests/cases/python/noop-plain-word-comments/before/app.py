"""Session handling."""

from pkg.new import Connection


# Session expired: open another one.
def open_connection():
    """Session objects are cheap. Session!"""
    return Connection()  # Session
