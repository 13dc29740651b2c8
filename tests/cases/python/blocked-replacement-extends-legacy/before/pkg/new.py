from pkg.legacy import OldStore


class NewStore(OldStore):
    pass
