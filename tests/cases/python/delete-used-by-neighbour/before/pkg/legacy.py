"""Stores."""

import os


class OldStore:
    pass


def default():
    return OldStore(), os.sep
