from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pkg.maps import Map


def other(map: Map) -> None:
    return None
