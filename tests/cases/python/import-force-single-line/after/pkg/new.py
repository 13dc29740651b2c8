class NewStore:
    pass


class Zulu:
    pass
