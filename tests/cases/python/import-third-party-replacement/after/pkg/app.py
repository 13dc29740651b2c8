from keyring_store import NewStore

store = NewStore()
