__all__ = [
    "Helper",  # public since 1.0
    "Zulu",
]


class Helper:
    pass


class Zulu:
    pass
