__all__ = ["OldStore"]
__all__ += ["other"]


class OldStore:
    pass


other = OldStore()
