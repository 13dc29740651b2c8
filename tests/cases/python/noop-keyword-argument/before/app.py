def options(**names):
    return names


values = options(OldStore=1), dict(OldStore=2)


class Meta(type):
    def __new__(cls, *args, OldStore=None):
        return super().__new__(cls, *args)


class Row(metaclass=Meta, OldStore=3):
    pass
