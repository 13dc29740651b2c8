from pkg import legacy


def make(kind):
    return getattr(legacy, kind)()


store = make("OldStore")
