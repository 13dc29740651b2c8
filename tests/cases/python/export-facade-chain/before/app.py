from pkg import OldStore
from pkg.inner import OldStore as Inner

stores = OldStore(), Inner()
