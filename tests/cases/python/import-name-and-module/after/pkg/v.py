from . import new
from .new import NewStore

stores = NewStore(), new.NewStore()
