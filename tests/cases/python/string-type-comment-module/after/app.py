from pkg import new as one


def make():
    made = None  # type: one.NewStore
    made = one.NewStore()
    return made
