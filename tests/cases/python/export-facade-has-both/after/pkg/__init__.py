from .new import NewStore

__all__ = ["NewStore"]
