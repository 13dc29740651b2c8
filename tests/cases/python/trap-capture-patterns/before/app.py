from pkg.legacy import OldStore


def captured(value):
    match value:
        case [OldStore]:
            return OldStore
        case {"key": OldStore}:
            return OldStore


def read(value):
    match value:
        case OldStore():
            return value
