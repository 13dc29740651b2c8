__all__ = ["Clock", "Timeout"]


class Clock:
    pass


class Timeout:
    pass
