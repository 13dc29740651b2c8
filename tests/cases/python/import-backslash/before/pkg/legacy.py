class Alpha:
    pass


class OldStore:
    pass
