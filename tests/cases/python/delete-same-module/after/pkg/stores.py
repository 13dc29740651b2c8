class NewStore:
    pass


def default():
    return NewStore()
