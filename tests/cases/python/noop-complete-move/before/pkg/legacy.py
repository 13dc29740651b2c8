from pkg import core

store = core.TokenStore()
