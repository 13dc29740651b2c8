from pkg.legacy import OldStore, OlderStore

stores = [OldStore(), OlderStore()]
