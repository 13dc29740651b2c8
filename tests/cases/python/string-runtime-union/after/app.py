from typing import TYPE_CHECKING, Union

if TYPE_CHECKING:
    from pkg.new import NewStore

Stores = Union["NewStore", str]
