class NewCommand:
    def __init__(self, function):
        self.function = function

    @classmethod
    def named(cls, name):
        return cls
