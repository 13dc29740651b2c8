from .legacy import TokenStore, open_store
