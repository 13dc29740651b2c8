class OldStore:
    pass


default = OldStore
