"""The new store."""


class NewStore:
    """Keeps things in a keyring."""
