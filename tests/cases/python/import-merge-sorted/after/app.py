import os

from pkg.new import Alpha, NewStore, Zulu

stores = [Alpha(), NewStore(), Zulu(), os.sep]
