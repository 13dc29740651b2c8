from typing import TYPE_CHECKING, Union

if TYPE_CHECKING:
    from pkg.legacy import OldStore

Stores = Union["OldStore", str]
