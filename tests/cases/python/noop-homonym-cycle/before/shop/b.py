from shop.a import *


def make():
    return OldStore()
