"""Stores."""

import os
from typing import final


def first():
    return os.sep


# This note stands on its own.

# Deprecated since 2.0.
# Goes in 3.0.
@final
class OldStore:
    pass


def last():
    return 2
