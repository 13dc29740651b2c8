from pkg.new import NewStore as Store


def load(key: "Store"):
    return Store().get(key)
