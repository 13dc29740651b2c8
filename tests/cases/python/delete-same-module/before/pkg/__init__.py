from pkg.stores import NewStore, OldStore

__all__ = ["NewStore", "OldStore"]
