from .legacy import OldStore as Store

__all__ = ["Store"]
