from .legacy import OldStore
from .new import NewStore

__all__ = ["NewStore", "OldStore"]
