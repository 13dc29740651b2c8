from pkg.legacy import OLD_LIMIT, OTHER


def clip(values, limit=OLD_LIMIT):
    return values[:limit] or values[:OTHER]


print(f"{OLD_LIMIT=} {OLD_LIMIT:>3}")
