from .outer import NewStore
