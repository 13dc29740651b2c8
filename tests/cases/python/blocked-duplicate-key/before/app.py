from pkg.legacy import OldStore
from pkg.new import NewStore

names = {OldStore: "old", NewStore: "new"}
