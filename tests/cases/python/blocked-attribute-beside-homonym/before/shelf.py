class Shelf:
    class OldStore:
        pass
