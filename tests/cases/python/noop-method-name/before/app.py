class Factory:
    def OldStore(self):
        return self.OldStore

    @property
    def store(self):
        return self.OldStore()
