class cached_property:
    pass


class Stays:
    pass
