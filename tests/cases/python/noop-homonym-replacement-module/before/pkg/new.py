class NewStore:
    pass


class OldStore:
    pass
