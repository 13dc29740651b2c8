class NewStore:
    pass


default = NewStore
