import pkg
import pkg as p

stores = pkg.NewStore(), p.NewStore()
