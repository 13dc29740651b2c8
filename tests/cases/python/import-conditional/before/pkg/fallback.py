from pkg.legacy import OldStore
