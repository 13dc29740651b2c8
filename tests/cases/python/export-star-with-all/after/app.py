from pkg.facade import *

store = NewStore()
