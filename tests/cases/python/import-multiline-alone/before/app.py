from pkg.legacy import (
    # the store of record
    OldStore,
)

store = OldStore()
