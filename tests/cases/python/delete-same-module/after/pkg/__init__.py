from pkg.stores import NewStore

__all__ = ["NewStore"]
