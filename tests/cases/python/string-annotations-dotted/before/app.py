import pkg.legacy


def load(store: "pkg.legacy.OldStore") -> "list[pkg.legacy.OldStore]":
    return [store]
