from typing import Optional, TypeVar, cast

from pkg.legacy import OldStore

T = TypeVar("T", bound="OldStore")
default = None  # type: Optional[OldStore]


def load(store: "OldStore", more: 'dict[str, OldStore]') -> Optional["OldStore"]:
    return cast("OldStore", store)


def save(store):
    # type: (OldStore) -> None
    keep: "Optional[OldStore]" = store
