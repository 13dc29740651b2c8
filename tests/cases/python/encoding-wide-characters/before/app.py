from pkg.legacy import OldStore

stores = {"🔑🔑": OldStore(), "名前": OldStore}; ключ = OldStore  # 🔒 OldStore
