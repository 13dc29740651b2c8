def load_token(key):
    return key
