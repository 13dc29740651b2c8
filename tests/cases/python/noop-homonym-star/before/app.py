from vendor.stores import *

store = OldStore()
