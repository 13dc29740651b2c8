from pkg.legacy import OldStore


class NewStore:
    pass


def both():
    return OldStore(), NewStore()
