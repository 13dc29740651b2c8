def read(key):
    return key
