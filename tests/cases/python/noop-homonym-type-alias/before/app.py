type OldStore = dict[str, str]


def load(store: OldStore) -> OldStore:
    return store
