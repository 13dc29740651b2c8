from .store import NewStore

__all__ = ["NewStore"]
