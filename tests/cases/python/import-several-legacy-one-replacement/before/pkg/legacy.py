class OldStore:
    pass


class OlderStore:
    pass
