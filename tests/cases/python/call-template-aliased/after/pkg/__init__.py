from .new import NewStore as Store
