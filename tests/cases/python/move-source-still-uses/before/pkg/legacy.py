"""Opening."""

import os


class TokenStore:
    pass


def open_store():
    return TokenStore(), os.sep
