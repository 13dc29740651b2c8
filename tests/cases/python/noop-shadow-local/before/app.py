def one():
    OldStore = dict
    return OldStore()


def two():
    for OldStore in "ab":
        print(OldStore)


def three(path):
    with open(path) as OldStore:
        return OldStore


def four():
    try:
        return 1
    except ValueError as OldStore:
        print(OldStore)


def five():
    if (OldStore := 1):
        return OldStore
