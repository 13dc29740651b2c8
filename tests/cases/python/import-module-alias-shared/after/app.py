import pkg.legacy as L
from pkg.new import NewStore

stores = L.Helper(), NewStore()
