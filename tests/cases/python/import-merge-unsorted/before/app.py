from pkg.new import Zulu, Alpha
from pkg.legacy import OldStore

stores = [Alpha(), OldStore(), Zulu()]
