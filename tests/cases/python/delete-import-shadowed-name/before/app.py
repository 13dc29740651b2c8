from pkg.legacy import OldStore, other

OldStore(), other
