from pkg import legacy
from pkg.legacy import old_retry


@old_retry
def load():
    return 1


@legacy.old_retry
def save():
    return 2


both = list(map(old_retry, [load, save]))
