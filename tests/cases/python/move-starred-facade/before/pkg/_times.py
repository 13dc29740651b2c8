__all__ = ["Clock"]


class Clock:
    pass
