def store(key):
    return key
