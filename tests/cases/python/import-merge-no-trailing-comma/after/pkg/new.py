class Alpha:
    pass


class Beta:
    pass


class NewStore:
    pass
