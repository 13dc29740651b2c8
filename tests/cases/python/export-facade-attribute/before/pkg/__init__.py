from .legacy import OldStore
