def kind(value):
    match value:
        case {"key": OldStore}:
            return OldStore
        case [_, *OldStore]:
            return OldStore
        case (1 | 2) as OldStore:
            return OldStore
