from pkg.legacy import OldStore
from pkg.new import NewStore


class Both(OldStore, NewStore):
    pass
