from .inner import OldStore
