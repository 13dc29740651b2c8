import pkg
import pkg as p

stores = pkg.OldStore(), p.OldStore()
