import pkg.legacy as L

stores = L.Helper(), L.OldStore()
