from ._config import *

__all__ = ["Limits", "Timeout"]
