class Alpha:
    pass


class OldStore:
    pass


class Zulu:
    pass
