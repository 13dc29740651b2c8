class T:
    pass


class Stays:
    pass
