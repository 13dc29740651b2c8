"""Stores and more."""

import json
import os
from pathlib import Path, PurePath

_SUFFIX = ".json"
_LIMIT = 10


def _encode(value):
    return json.dumps(_clip(value))


def _clip(value):
    return value[:_LIMIT]


class OldStore:
    def path(self, key):
        return Path(key + _SUFFIX)

    def text(self, value):
        return _encode(value)


def cwd():
    return PurePath(os.getcwd())
