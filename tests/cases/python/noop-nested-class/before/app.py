class Outer:
    class OldStore:
        pass

    def make(self):
        return Outer.OldStore(), self.OldStore()


store = Outer.OldStore()
