from pkg.legacy import *

stores = Helper(), OldStore()
