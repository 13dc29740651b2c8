"""The store."""

__all__ = ["OldStore", "open_store"]


class OldStore:
    """A store; every OldStore is cheap."""

    count = 0

    def __init__(self):
        super(OldStore, self).__init__()
        OldStore.count += 1

    def copy(self) -> "OldStore":
        return OldStore()


def open_store():
    return OldStore()
