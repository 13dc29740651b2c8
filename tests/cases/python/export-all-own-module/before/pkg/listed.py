__all__ = ["Helper", "OldStore"]


class Helper:
    pass


class OldStore:
    pass
