import sys

import vendor.stores

stores = sys.modules["vendor.stores"].OldStore(), vars(vendor.stores)["OldStore"]()
