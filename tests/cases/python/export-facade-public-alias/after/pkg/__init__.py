from .new import NewStore as Store

__all__ = ["Store"]
