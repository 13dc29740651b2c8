from pkg.legacy import Helper
from pkg.new import NewStore
from pkg.new import Zulu

stores = Helper(), NewStore(), Zulu()
