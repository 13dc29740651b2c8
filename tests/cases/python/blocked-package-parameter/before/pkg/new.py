"""The new store."""


class NewStore:
    """Keeps things in a keyring."""

    def get(self, key):
        return key
