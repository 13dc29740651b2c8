import pkg.new


def load(store: "pkg.new.NewStore") -> "list[pkg.new.NewStore]":
    return [store]
