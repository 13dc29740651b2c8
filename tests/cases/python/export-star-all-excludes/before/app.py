from vendor.stores import *
from pkg.legacy import *

stores = Helper(), OldStore()
