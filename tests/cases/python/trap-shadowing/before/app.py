from pkg.legacy import OldStore


def parameter(OldStore):
    return OldStore()


def default(OldStore=OldStore):
    return OldStore()


def annotated(OldStore: OldStore):
    return OldStore


def local():
    OldStore = dict
    return OldStore()


def late():
    for OldStore in "ab":
        print(OldStore)


def free():
    def inner():
        return OldStore()

    return inner


def bound():
    OldStore = dict

    def inner():
        return OldStore()

    return inner


real = OldStore()
pick = lambda OldStore: OldStore
keep = lambda value=OldStore: value
