from pkg.new import (
    Alpha,
    Beta,
    NewStore
)

stores = [Alpha(), Beta(), NewStore()]
