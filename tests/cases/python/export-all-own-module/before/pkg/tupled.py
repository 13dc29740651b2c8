__all__ = ("Helper", "OldCache")


class Helper:
    pass


class OldCache:
    pass
