from pkg.legacy import OldStore


class Registry:
    OldStore = "label"
    label = OldStore

    def make(self):
        return OldStore()

    def text(self):
        return self.OldStore + Registry.OldStore


class Outer:
    class OldStore(OldStore):
        pass

    def make(self):
        return Outer.OldStore(), OldStore()
