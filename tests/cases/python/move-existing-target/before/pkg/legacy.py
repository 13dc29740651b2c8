"""Old home."""

import json


# Thread-safe.
class TokenStore:
    """Keeps tokens."""

    def text(self, key):
        return json.dumps(key)
