from pkg import NewStore
from pkg.inner import NewStore as Inner

stores = NewStore(), Inner()
