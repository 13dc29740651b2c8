from pkg.legacy import open

store = open("tokens")
