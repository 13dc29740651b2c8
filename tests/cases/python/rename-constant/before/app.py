from pkg.limits import DOUBLE, OLD_LIMIT

print(DOUBLE, OLD_LIMIT)
