from enum import Enum


class Kind(Enum):
    OldStore = 1

    def is_old(self):
        return self is Kind.OldStore


class Row:
    OldStore: int = 0
    other = OldStore
