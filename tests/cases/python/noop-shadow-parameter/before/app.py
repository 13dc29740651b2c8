def one(OldStore, /):
    return OldStore()


def two(*OldStore):
    return OldStore


def three(*, OldStore=None):
    return OldStore


async def four(**OldStore):
    return OldStore


five = lambda OldStore: OldStore
