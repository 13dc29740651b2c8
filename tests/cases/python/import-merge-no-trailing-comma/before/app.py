from pkg.legacy import OldStore
from pkg.new import (
    Alpha,
    Beta
)

stores = [Alpha(), Beta(), OldStore()]
