from ._config import *
from ._times import Timeout

__all__ = ["Limits", "Timeout"]
