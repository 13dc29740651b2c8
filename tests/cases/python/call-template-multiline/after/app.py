from pkg.new import NewStore

store = NewStore(
    # where the tokens live
    directory="/var/lib/acme",
    timeout=30,  # seconds
)
