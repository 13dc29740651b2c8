from pkg.api import *

store = NewStore()
