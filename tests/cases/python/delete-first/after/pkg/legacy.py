import os


def last():
    return os.sep
