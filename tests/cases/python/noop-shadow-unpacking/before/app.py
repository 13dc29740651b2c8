def one(pair):
    key, (OldStore, *rest) = pair
    return OldStore, rest


def two(rows):
    for key, OldStore in rows:
        OldStore += 1
        yield OldStore
