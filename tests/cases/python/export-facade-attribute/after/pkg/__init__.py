from .new import NewStore
