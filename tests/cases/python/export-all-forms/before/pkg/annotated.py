from .legacy import OldStore

__all__: list[str] = [
    'OldStore',  # the store
]
