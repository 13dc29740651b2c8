from pkg.legacy import *
from pkg.new import NewStore

stores = Helper(), NewStore()
