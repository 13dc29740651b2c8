def make(get):
    return get("pkg.legacy").OldStore(3)
