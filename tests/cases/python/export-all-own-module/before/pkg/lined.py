__all__ = [
    "Helper",  # public since 1.0
    "OldQueue",
    "Zulu",
]


class Helper:
    pass


class OldQueue:
    pass


class Zulu:
    pass
