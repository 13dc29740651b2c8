from typing import Generic, TypeVar

_T = TypeVar("_T")


class NewBox(Generic[_T]):
    pass
