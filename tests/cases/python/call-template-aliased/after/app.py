import pkg.new
from pkg import Store

stores = Store(directory="/a"), pkg.new.NewStore(directory="/b", timeout=3)
