import pkg.new


def make():
    return pkg.new.NewStore()


class Mine(pkg.new.NewStore):
    pass
