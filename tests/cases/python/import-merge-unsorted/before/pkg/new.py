class Alpha:
    pass


class NewStore:
    pass


class Zulu:
    pass
