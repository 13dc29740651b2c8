SIZE = 1


def load_token(key):
    return key
