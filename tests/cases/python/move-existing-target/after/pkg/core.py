"""Core."""

import json
import os


def root():
    return os.sep


# Thread-safe.
class TokenStore:
    """Keeps tokens."""

    def text(self, key):
        return json.dumps(key)
