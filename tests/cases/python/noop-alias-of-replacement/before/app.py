from pkg.new import NewStore as OldStore

store = OldStore()
