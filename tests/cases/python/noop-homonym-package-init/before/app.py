import shop
from shop import OldStore

stores = OldStore(), shop.OldStore()
