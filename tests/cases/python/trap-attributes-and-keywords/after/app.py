from pkg.new import NewStore


def options(**names):
    return names


class Service:
    def __init__(self):
        self.OldStore = NewStore

    def make(self, other):
        return self.OldStore(), other.OldStore, options(OldStore=NewStore), dict(OldStore=1)
