from pkg.new import unlock

store = unlock("tokens")
