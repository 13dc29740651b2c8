from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pkg.legacy import OldStore


def load(store: OldStore, more: "list[OldStore]") -> OldStore | None:
    return store
