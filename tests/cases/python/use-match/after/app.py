import pkg.new
from pkg.new import NewStore


def kind(value):
    match value:
        case NewStore():
            return "store"
        case {"store": pkg.new.NewStore() as store}:
            return store
        case [NewStore(), *_] | (NewStore(), _):
            return "stores"
