from pkg.new import NewStore


class Registry:
    OldStore = "label"
    label = OldStore

    def make(self):
        return NewStore()

    def text(self):
        return self.OldStore + Registry.OldStore


class Outer:
    class OldStore(NewStore):
        pass

    def make(self):
        return Outer.OldStore(), NewStore()
