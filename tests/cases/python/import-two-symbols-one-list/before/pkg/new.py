class NewStore:
    pass


def new_load():
    return NewStore()
