from pkg.new import NewStore

__all__ = ["NewStore"]
