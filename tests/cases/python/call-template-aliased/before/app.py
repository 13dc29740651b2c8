import pkg.legacy
from pkg import Store

stores = Store("/a"), pkg.legacy.OldStore("/b", 3)
