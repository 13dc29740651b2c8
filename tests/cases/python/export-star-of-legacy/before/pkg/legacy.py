class Helper:
    pass


class OldStore:
    pass
