from pkg.new import NewStore

store = NewStore()


def disable():
    global NewStore
    NewStore = None
