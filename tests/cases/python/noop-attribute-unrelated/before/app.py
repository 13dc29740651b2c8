class Service:
    def __init__(self, other):
        self.OldStore = other.OldStore
        self.settings = other.legacy.OldStore.timeout

    def legacy(self, legacy):
        return legacy.OldStore, self.OldStore
