from vendor.stores import OldStore

__all__ = ["OldStore"]
