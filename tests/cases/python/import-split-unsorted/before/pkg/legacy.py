class OldStore:
    pass


class Helper:
    pass
