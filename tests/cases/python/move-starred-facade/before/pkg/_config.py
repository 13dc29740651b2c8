__all__ = ["Limits", "Timeout"]


class Limits:
    pass


class Timeout:
    pass
