from .new import NewStore
from .new import NewStore as Store

__all__ = ["NewStore", "Store"]
