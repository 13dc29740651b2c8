from .store import OldStore

__all__ = ["OldStore"]
