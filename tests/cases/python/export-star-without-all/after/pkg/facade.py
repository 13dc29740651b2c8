from pkg.new import NewStore
