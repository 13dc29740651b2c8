#!/usr/bin/env python3
# Copyright Acme.
"""The old store."""

from __future__ import annotations

import json

__all__ = ["OldStore"]


class OldStore:
    def text(self, value: str) -> str:
        return json.dumps(value)
