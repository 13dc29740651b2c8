from .legacy import OldStore
from .new import NewStore as Modern

__all__ = ["Modern", "OldStore"]
