import shop.legacy
from pkg.legacy import OldStore
from shop.legacy import OldStore as ShopStore

stores = OldStore(), ShopStore(), shop.legacy.OldStore()
