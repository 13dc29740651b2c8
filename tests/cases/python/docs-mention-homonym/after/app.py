from pkg.new import NewStore

# NewStore of this package.
store = NewStore()
