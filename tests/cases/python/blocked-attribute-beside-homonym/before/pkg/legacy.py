"""The old store."""


class OldStore:
    """Keeps things in a file."""
