from pkg.legacy import OldStore
from pkg.new import (
    # the first letter
    Alpha,
    Zulu,  # the last letter
)

stores = [Alpha(), OldStore(), Zulu()]
