class Alpha:
    pass


class Zulu:
    pass
