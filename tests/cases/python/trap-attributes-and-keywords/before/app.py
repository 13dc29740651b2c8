from pkg.legacy import OldStore


def options(**names):
    return names


class Service:
    def __init__(self):
        self.OldStore = OldStore

    def make(self, other):
        return self.OldStore(), other.OldStore, options(OldStore=OldStore), dict(OldStore=1)
