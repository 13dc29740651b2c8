from .legacy import OldStore

__all__ = ("OldStore",)
