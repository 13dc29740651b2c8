from pkg.legacy import OldStore

type Stores = dict[str, OldStore]
type Pair[T: OldStore] = tuple[T, OldStore]


class Box[T: OldStore]:
    item: T


def first[OldStore](values: list[OldStore]) -> OldStore:
    return values[0]


text = f"{", ".join(f"{OldStore.__name__}" for _ in "ab")}"
