from .new import NewStore

__all__: list[str] = [
    'NewStore',  # the store
]
