from pkg.core import TokenStore

store = TokenStore()
