__all__ = ("Helper",)


class Helper:
    pass
