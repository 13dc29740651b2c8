class Next:
    pass


class Other:
    pass
