from pkg.new import NEW_LIMIT
from pkg.other import OLD_LIMIT

print(NEW_LIMIT, OLD_LIMIT)
