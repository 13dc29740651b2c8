from pkg import NewStore
from pkg.store import *

store = NewStore()
