import os

from pkg.legacy import OldStore
from pkg.new import Alpha, Zulu

stores = [Alpha(), OldStore(), Zulu(), os.sep]
