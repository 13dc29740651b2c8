class NewError(Exception):
    pass
