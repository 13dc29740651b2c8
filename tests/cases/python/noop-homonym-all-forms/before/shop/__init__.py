from vendor.stores import OldStore

__all__ = []
__all__ += ["OldStore"]
__all__.extend(["OldStore"])
__all__.append("OldStore")
