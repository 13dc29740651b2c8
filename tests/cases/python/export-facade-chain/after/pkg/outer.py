from .inner import NewStore
