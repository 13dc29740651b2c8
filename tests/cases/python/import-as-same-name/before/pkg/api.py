from pkg.legacy import OldStore as OldStore
