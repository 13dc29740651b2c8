from .new import NewStore, NewStore as Modern

__all__ = ["Modern", "NewStore"]
