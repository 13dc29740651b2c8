from typing import NamedTuple, TypedDict


class Row(TypedDict):
    OldStore: int


class Pair(NamedTuple):
    OldStore: int


print(Pair(OldStore=1).OldStore)
