from pkg.new import NewStore

type Stores = dict[str, NewStore]
type Pair[T: NewStore] = tuple[T, NewStore]


class Box[T: NewStore]:
    item: T


def first[OldStore](values: list[OldStore]) -> OldStore:
    return values[0]


text = f"{", ".join(f"{NewStore.__name__}" for _ in "ab")}"
