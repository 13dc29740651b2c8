__all__ = ["Helper"]


class Helper:
    pass


class OldStore:
    pass
