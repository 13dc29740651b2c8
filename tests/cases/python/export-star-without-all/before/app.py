from pkg.api import *

store = OldStore()
