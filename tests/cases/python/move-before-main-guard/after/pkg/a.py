class Stays:
    pass
