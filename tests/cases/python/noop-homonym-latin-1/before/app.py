# -*- coding: latin-1 -*-
from vendor.stores import OldStore

store = OldStore()  # café
