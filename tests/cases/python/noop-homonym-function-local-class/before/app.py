def make():
    class OldStore:
        pass

    return OldStore()
