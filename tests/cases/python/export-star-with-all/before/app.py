from pkg.facade import *

store = OldStore()
