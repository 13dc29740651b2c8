def unlock(path):
    return path
