from pkg import tools
from pkg.tools import old_walk as walk

print(tools.old_walk(1), walk(2), tools.old_walk.cache_info())
