from pkg import new

store = new.NewStore()
