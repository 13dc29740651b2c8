from __future__ import annotations

from vendor.stores import OldStore


class Mine(OldStore):
    boxes: list[OldStore[int]] = []


def kind(value):
    match value:
        case OldStore():
            return isinstance(value, OldStore)
