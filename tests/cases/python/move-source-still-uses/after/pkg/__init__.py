from .core import TokenStore
from .legacy import open_store
