class NewStore:
    pass
