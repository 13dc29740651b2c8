from pkg.core import Rule


class Map:
    rule = Rule
