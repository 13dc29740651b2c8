class NewStore:
    pass


class OldStore(NewStore):
    """Deprecated."""


def default():
    return OldStore()
