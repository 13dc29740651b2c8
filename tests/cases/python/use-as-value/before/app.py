from dataclasses import dataclass, field
from functools import partial

from pkg.legacy import OldStore

make = partial(OldStore)
build = lambda cls=OldStore: cls()
FACTORIES = {"file": OldStore, OldStore: "file"}
Store = OldStore
stores = [OldStore for _ in range(2)]


@dataclass
class Settings:
    store: OldStore = field(default_factory=OldStore)


def load(key, *, store=OldStore(), cls: type[OldStore] = OldStore):
    if (fresh := OldStore()) and store:
        return fresh.get(key)
    return Store().get(key)
