from typing import Generic, TypeVar

_T = TypeVar("_T")


class OldBox(Generic[_T]):
    pass
