from pkg.legacy import OTHER
from pkg.new import NEW_LIMIT


def clip(values, limit=NEW_LIMIT):
    return values[:limit] or values[:OTHER]


print(f"{NEW_LIMIT=} {NEW_LIMIT:>3}")
