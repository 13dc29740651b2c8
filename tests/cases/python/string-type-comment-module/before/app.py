from pkg import legacy as one


def make():
    made = None  # type: one.OldStore
    made = one.OldStore()
    return made
