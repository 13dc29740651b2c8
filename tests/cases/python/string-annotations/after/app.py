from typing import Optional, TypeVar, cast

from pkg.new import NewStore

T = TypeVar("T", bound="NewStore")
default = None  # type: Optional[NewStore]


def load(store: "NewStore", more: 'dict[str, NewStore]') -> Optional["NewStore"]:
    return cast("NewStore", store)


def save(store):
    # type: (NewStore) -> None
    keep: "Optional[NewStore]" = store
