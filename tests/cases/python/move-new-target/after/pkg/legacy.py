import os


def root():
    return os.sep
