from pkg.new import Zulu, Alpha, NewStore

stores = [Alpha(), NewStore(), Zulu()]
