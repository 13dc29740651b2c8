class OldStore:
    items = ()
