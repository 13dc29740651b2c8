import os

from pkg.new import NewStore

print(os.sep, NewStore())
