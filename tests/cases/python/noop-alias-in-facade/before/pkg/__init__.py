from .new import NewStore as OldStore

__all__ = ["OldStore"]
