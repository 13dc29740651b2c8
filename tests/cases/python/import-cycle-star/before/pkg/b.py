from pkg.a import *


def make():
    return OldStore()
