class OldStore:
    pass
