from pkg.legacy import Helper
from pkg.legacy import OldStore
from pkg.new import Zulu

stores = Helper(), OldStore(), Zulu()
