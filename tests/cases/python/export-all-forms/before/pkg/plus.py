from .legacy import OldStore

__all__ = []
__all__ += ["OldStore"]
