"""The package."""

from pkg.legacy import OldStore

__all__ = ["OldStore"]
