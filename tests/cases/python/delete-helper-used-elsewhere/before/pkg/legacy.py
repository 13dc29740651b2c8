def _encode(value):
    return str(value)


class OldStore:
    def text(self, value):
        return _encode(value)
