from pkg.legacy import OldStore as Store


def load(key: "Store"):
    return Store().get(key)
