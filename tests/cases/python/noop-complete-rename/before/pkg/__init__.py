from .store import NewStore
