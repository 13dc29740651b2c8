from pkg.new import (
    # the store of record
    NewStore,
)

store = NewStore()
