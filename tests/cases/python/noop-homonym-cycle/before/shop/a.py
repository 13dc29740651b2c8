from shop.b import *


class OldStore:
    pass
