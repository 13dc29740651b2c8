class NewStore:
    @classmethod
    def shared(cls):
        return cls()
