class Oldstore:
    OLDSTORE = oldStore = oldstore = None


# Oldstore, oldstore and OLDSTORE stay.
