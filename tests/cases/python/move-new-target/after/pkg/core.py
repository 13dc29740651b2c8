import json


class TokenStore:
    def text(self, key):
        return json.dumps(key)
