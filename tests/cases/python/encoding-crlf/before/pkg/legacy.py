class Helper:
    pass


class OldStore:
    pass


def last():
    return 1
