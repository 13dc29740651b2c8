from pkg.new import NewStore

store = NewStore(directory=NewStore(directory="/a", timeout=1), timeout=len([NewStore(directory="/b")]))
