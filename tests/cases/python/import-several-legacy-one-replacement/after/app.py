from pkg.new import NewStore

stores = [NewStore(), NewStore()]
