from pkg import OldStore
from pkg.store import *

store = OldStore()
