from . import legacy
from .legacy import OldStore

stores = OldStore(), legacy.OldStore()
