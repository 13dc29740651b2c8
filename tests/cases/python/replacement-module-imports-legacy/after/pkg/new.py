class NewStore:
    pass


def both():
    return NewStore(), NewStore()
