from shop import *

store = OldStore()
