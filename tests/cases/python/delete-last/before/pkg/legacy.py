def first():
    return 1


class OldStore:
    def get(self):
        return first()
