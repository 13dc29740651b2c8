from pkg.new import NewStore as NewStore
