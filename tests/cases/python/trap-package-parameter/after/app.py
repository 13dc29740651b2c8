import pkg.new


def hidden(pkg):
    return pkg.legacy.OldStore()


store = pkg.new.NewStore()
