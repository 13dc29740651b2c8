from pkg.new import NewStore


def parameter(OldStore):
    return OldStore()


def default(OldStore=NewStore):
    return OldStore()


def annotated(OldStore: NewStore):
    return OldStore


def local():
    OldStore = dict
    return OldStore()


def late():
    for OldStore in "ab":
        print(OldStore)


def free():
    def inner():
        return NewStore()

    return inner


def bound():
    OldStore = dict

    def inner():
        return OldStore()

    return inner


real = NewStore()
pick = lambda OldStore: OldStore
keep = lambda value=NewStore: value
