"""Stores."""

import os

from pkg.new import NewStore


def default():
    return NewStore(), os.sep
