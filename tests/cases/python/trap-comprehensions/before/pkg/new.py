class NewStore:
    items = ()
