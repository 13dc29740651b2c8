from pkg import new
from pkg.new import new_retry


@new_retry
def load():
    return 1


@new.new_retry
def save():
    return 2


both = list(map(new_retry, [load, save]))
