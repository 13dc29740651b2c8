def first[OldStore](values: list[OldStore]) -> OldStore:
    return values[0]


class Box[OldStore]:
    item: OldStore


type Pair[OldStore] = tuple[OldStore, OldStore]
