from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from vendor.stores import OldStore


def load(store: "OldStore") -> "list[OldStore]":
    return [cast("OldStore", store)]
