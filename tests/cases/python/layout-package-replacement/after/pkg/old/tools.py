from ..fresh import NewStore
from ..old import helper

print(NewStore(), helper())
