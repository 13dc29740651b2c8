BASE = 1


class Rule:
    base = BASE


def make():
    return BASE, Rule()
