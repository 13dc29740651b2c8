__all__ = ["Limits"]


class Limits:
    pass
