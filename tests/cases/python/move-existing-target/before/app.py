from pkg.legacy import TokenStore

store = TokenStore()
