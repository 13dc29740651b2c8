"""Rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pkg.maps import Map


class Rule:
    def bind(self, map: Map) -> None:
        self.map = map
