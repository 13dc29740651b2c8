from pkg import tools
from pkg.tools import new_walk as walk

print(tools.new_walk(1), walk(2), tools.new_walk.cache_info())
