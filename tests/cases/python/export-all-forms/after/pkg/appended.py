from .new import NewStore

__all__ = []
__all__.append("NewStore")
