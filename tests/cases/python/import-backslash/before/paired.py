from pkg.legacy import Alpha, \
    OldStore

stores = Alpha(), OldStore()
