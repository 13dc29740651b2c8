from pkg.new import (
    # the first letter
    Alpha,
    NewStore,
    Zulu,  # the last letter
)

stores = [Alpha(), NewStore(), Zulu()]
