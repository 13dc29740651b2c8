from pkg.rules import Rule


class Map:
    rule = Rule
