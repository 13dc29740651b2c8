import shop.legacy
from pkg.new import NewStore
from shop.legacy import OldStore as ShopStore

stores = NewStore(), ShopStore(), shop.legacy.OldStore()
