def _encode(value):
    return str(value)
