from pkg.limits import DOUBLE, NEW_LIMIT

print(DOUBLE, NEW_LIMIT)
