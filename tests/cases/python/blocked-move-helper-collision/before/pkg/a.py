def _h(x):
    return x


class T:
    value = _h(1)
