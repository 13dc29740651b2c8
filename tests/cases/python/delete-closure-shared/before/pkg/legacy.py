import json
import os

_SUFFIX = ".json"

LIMIT = 10


def _encode(value):
    return json.dumps(value)


def public(value):
    return os.fspath(value)


class OldStore:
    def text(self, value):
        return _encode(value)[:LIMIT] + public(_SUFFIX)


class Other:
    def text(self, value):
        return _encode(value) + _SUFFIX
