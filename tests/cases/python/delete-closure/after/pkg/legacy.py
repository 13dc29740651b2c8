"""Stores and more."""

import os
from pathlib import PurePath


def cwd():
    return PurePath(os.getcwd())
