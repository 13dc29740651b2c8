from pkg.new import NewStore

stores = {"🔑🔑": NewStore(), "名前": NewStore}; ключ = NewStore  # 🔒 NewStore
