from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pkg.new import NewStore


def load(store: NewStore, more: "list[NewStore]") -> NewStore | None:
    return store
