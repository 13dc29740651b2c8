from dataclasses import dataclass, field
from functools import partial

from pkg.new import NewStore

make = partial(NewStore)
build = lambda cls=NewStore: cls()
FACTORIES = {"file": NewStore, NewStore: "file"}
Store = NewStore
stores = [NewStore for _ in range(2)]


@dataclass
class Settings:
    store: NewStore = field(default_factory=NewStore)


def load(key, *, store=NewStore(), cls: type[NewStore] = NewStore):
    if (fresh := NewStore()) and store:
        return fresh.get(key)
    return Store().get(key)
