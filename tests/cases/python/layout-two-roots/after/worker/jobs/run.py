from pkg.new import NewStore


def run():
    return NewStore()
