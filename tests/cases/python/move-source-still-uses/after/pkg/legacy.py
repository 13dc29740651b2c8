"""Opening."""

import os

from pkg.core import TokenStore


def open_store():
    return TokenStore(), os.sep
